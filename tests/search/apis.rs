//! The APIs that are searched: imports of published documents, one or several of which one index has.

use std::fs;
use std::path::Path;

use naftiko_codegen::{
    Emit, Extra, FileLoader, ImportOptions, IndexedTool, Options, generate_with, import_openapi,
};
use naftiko_search::{Entry, Index, build};
use naftiko_tests::corpus;

use crate::recall::Floor;

/// An API, or several that one index has.
pub(crate) struct Api {
    /// The name of its file of questions.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    documents: &'static [&'static str],
    pub(crate) floor: Floor,
}

/// Tools, in the order of their index.
pub(crate) struct Searched {
    pub(crate) tools: Vec<String>,
    pub(crate) index: Index,
}

pub(crate) const APIS: &[Api] = &[
    Api {
        name: "m3ter",
        title: "m3ter",
        documents: &["m3ter/m3ter-openapi.yml"],
        floor: Floor::new(80, 92, 15),
    },
    Api {
        name: "iot-central",
        title: "Azure IoT Central",
        documents: &["microsoft-azure/azure-iot-central-openapi-original.yml"],
        floor: Floor::new(70, 85, 20),
    },
    Api {
        name: "service-fabric",
        title: "Azure Service Fabric",
        documents: &["microsoft-azure/service-fabric-client-apis-openapi-original.yml"],
        floor: Floor::new(75, 85, 20),
    },
    Api {
        name: "azure",
        title: "12 APIs of Azure",
        documents: &[
            "microsoft-azure/service-fabric-client-apis-openapi-original.yml",
            "microsoft-azure/azure-agfoodplatform-data-plane-service-openapi-original.yml",
            "microsoft-azure/azure-iot-central-openapi-original.yml",
            "microsoft-azure/azure-analytics-purview-data-map-openapi-original.yml",
            "microsoft-azure/face-client-openapi-original.yml",
            "microsoft-azure/speech-services-api-v30-openapi-original.yml",
            "microsoft-azure/azure-migrate-discovery-service-openapi-original.yml",
            "microsoft-azure/microsoftscanningclient-openapi-original.yml",
            "microsoft-azure/custom-vision-training-client-openapi-original.yml",
            "microsoft-azure/desktop-virtualization-api-client-openapi-original.yml",
            "microsoft-azure/microsoft-netapp-openapi-original.yml",
            "microsoft-azure/azure-vmware-solution-api-openapi-original.yml",
        ],
        floor: Floor::new(65, 85, 15),
    },
];

impl Api {
    /// Generates a server for each document, and returns an index of all their tools.
    pub(crate) fn searched(&self) -> Searched {
        let folder = tempfile::tempdir().unwrap();
        let tools: Vec<IndexedTool> = self
            .documents
            .iter()
            .flat_map(|document| tools_of(document, folder.path()))
            .collect();
        let entries: Vec<Entry<'_>> = tools.iter().map(IndexedTool::entry).collect();
        Searched {
            index: Index::read(build(&entries)).unwrap(),
            tools: tools.into_iter().map(|tool| tool.name).collect(),
        }
    }
}

/// Returns the tools of the import of a document.
fn tools_of(document: &str, folder: &Path) -> Vec<IndexedTool> {
    let path = folder.join(Path::new(document).file_name().unwrap());
    fs::copy(corpus().unwrap().join("openapi").join(document), &path).unwrap();
    let spec = path.with_extension("spec.yaml");
    let chosen = ImportOptions {
        out: Some(spec.clone()),
        expose: Emit {
            rest: false,
            ..Emit::default()
        },
        ..ImportOptions::default()
    };
    let imported = import_openapi(&path, &chosen, &Options::default(), &FileLoader);
    fs::write(&spec, imported.text.unwrap()).unwrap();
    generate_with(&[spec], &Options::default(), Extra::IndexedTools, &FileLoader).indexed_tools
}

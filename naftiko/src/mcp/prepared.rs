//! Results that are the same for every request, written when a server is built.

use super::catalog::{Catalog, Keeping, Sharing};
use super::era::{Era, VERSIONS};
use super::json::JsonText;
use super::mirrored::Mirrored;
use super::rows;

use std::time::Duration;

/// Where results carry who answered.
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// The text of results, each an object.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The member of `_meta` that says who answered.
    pub(super) server: String,
    /// The result of `initialize` after its version, without and with subscriptions.
    handshake: [String; 2],
    pub(super) discovery: String,
    pub(super) tools: List,
    pub(super) prompts: List,
    pub(super) templates: List,
    /// Of the resources, unless it depends on files.
    pub(super) resources: Option<List>,
    /// The arguments of tools that stand in headers as well.
    pub(super) mirrored: Mirrored,
}

/// A list as clients of each era get it.
#[derive(Debug)]
pub(super) struct List {
    older: String,
    newer: String,
}

impl List {
    pub(super) fn of(&self, era: Era) -> &str {
        if era.is_newer() { &self.newer } else { &self.older }
    }
}

impl Prepared {
    pub(super) fn new(catalog: &Catalog, completes: bool) -> Self {
        let server = server(catalog);
        let capabilities = |subscribable| capabilities(catalog, completes, subscribable);
        let handshake = [false, catalog.subscribable].map(|subscribable| {
            let mut json = JsonText::default();
            json.raw(r#"","capabilities":"#).json(capabilities(subscribable));
            json.name("serverInfo").json(implementation(catalog));
            json.text_member("instructions", catalog.info.instructions);
            json.raw(r#","_meta":{"#).raw(&server).raw("}}");
            json.to_string()
        });
        let mut discovery = JsonText::default();
        discovery.raw(r#"{"resultType":"complete","supportedVersions":"#);
        discovery.value(&VERSIONS.as_slice().into());
        discovery
            .name("capabilities")
            .json(capabilities(catalog.subscribable));
        discovery.text_member("instructions", catalog.info.instructions);
        Keeping::new(Duration::ZERO, Sharing::Private).write(&mut discovery);
        discovery.raw(r#","_meta":{"#).raw(&server).raw("}}");
        let list = |name, write: &dyn Fn(&mut JsonText)| {
            let [older, newer] = [Era::Older, Era::Newer].map(|era| {
                let mut json = JsonText::default();
                begin_list(&mut json, era, name, &server, catalog.lists);
                write(&mut json);
                json.raw("]}").to_string()
            });
            List { older, newer }
        };
        Self {
            handshake,
            discovery: discovery.to_string(),
            tools: list("tools", &|json| {
                catalog.tools.iter().for_each(|row| rows::tool(row, json.item()));
            }),
            prompts: list("prompts", &|json| {
                catalog
                    .prompts
                    .iter()
                    .for_each(|row| rows::prompt(row, json.item()));
            }),
            templates: list("resourceTemplates", &|json| {
                catalog
                    .templates()
                    .for_each(|row| rows::template(row, json.item()));
            }),
            resources: (!catalog.has_files())
                .then(|| list("resources", &|json| catalog.list_resources(json))),
            mirrored: Mirrored::new(catalog.tools),
            server,
        }
    }

    /// Appends the result of `initialize`.
    pub(super) fn handshake(&self, json: &mut JsonText, version: &str, subscribable: bool) {
        let [without, with] = &self.handshake;
        json.raw(r#"{"protocolVersion":""#).raw(version);
        json.raw(if subscribable { with } else { without });
    }

    /// Appends the list of resources, as the disk has them now.
    pub(super) fn list_resources(&self, json: &mut JsonText, era: Era, catalog: &Catalog) {
        begin_list(json, era, "resources", &self.server, catalog.lists);
        catalog.list_resources(json);
        json.raw("]}");
    }
}

/// Appends a list up to its items.
fn begin_list(json: &mut JsonText, era: Era, name: &str, server: &str, keeping: Keeping) {
    json.raw("{");
    if era.is_newer() {
        json.name("resultType").string("complete");
    }
    json.name("_meta").raw("{").raw(server).raw("}");
    if era.is_newer() {
        keeping.write(json);
    }
    json.name(name).raw("[");
}

fn server(catalog: &Catalog) -> String {
    let mut json = JsonText::default();
    json.name(SERVER_INFO).json(implementation(catalog));
    json.to_string()
}

fn implementation(catalog: &Catalog) -> JsonText {
    let info = &catalog.info;
    let mut json = JsonText::default();
    json.raw("{").name("name").string(info.name);
    json.text_member("title", info.title);
    json.name("version").string(info.version).raw("}");
    json
}

fn capabilities(catalog: &Catalog, completes: bool, subscribable: bool) -> JsonText {
    let resources = if subscribable {
        r#"{"subscribe":true}"#
    } else {
        "{}"
    };
    let declared = [
        ("logging", catalog.logs, "{}"),
        ("completions", completes, "{}"),
        ("prompts", catalog.has_prompts(), "{}"),
        ("resources", catalog.has_resources(), resources),
        ("tools", true, "{}"),
    ];
    let mut json = JsonText::default();
    json.raw("{");
    for (name, _, value) in declared.into_iter().filter(|(_, declared, _)| *declared) {
        json.name(name).raw(value);
    }
    json.raw("}");
    json
}

//! Consumed APIs of an imported document: one for each address.

use super::authentication::{Authentication, authentication};
use super::name::{self, Names};
use super::operation::{Imported, Known};
use super::prose::sentence;
use super::server::{BaseUri, base_uri};
use super::spec::Origin;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Operation, Outline, Server};
use crate::source::SourceId;
use crate::template::{self, Notation, Part};
use crate::token_endpoint::is_token_path;
use crate::yaml::Node;

/// A consumed API.
#[derive(Debug)]
pub(super) struct Api<'o> {
    pub(super) namespace: String,
    pub(super) base: BaseUri,
    pub(super) authentication: Authentication,
    pub(super) operations: Vec<Imported<'o>>,
}

/// The operations on one path, with the name of the resource.
pub(super) struct Resource<'a, 'o> {
    pub(super) name: String,
    pub(super) path: &'a str,
    pub(super) operations: Vec<&'a Imported<'o>>,
}

/// Returns the APIs of the operations, in the order of the document.
pub(super) fn apis<'o>(
    outline: &'o Outline,
    operations: &[&'o Operation],
    namespace: &str,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Vec<Api<'o>> {
    report_alternatives(outline, namespace, diagnostics);
    let mut groups: Vec<(Option<&Server>, Vec<&'o Operation>)> = Vec::new();
    for operation in operations {
        let server = operation.server.as_ref().or(outline.servers.first());
        let address = |server: Option<&'o Server>| server.map(|server| server.url.as_str());
        match groups
            .iter_mut()
            .find(|(known, _)| address(*known) == address(server))
        {
            Some((_, group)) => group.push(operation),
            None => groups.push((server, vec![operation])),
        }
    }
    let (mut namespaces, mut known) = (Names::default(), Known::of(operations, namespace));
    let apis = groups.into_iter().map(|(server, operations)| {
        let namespace = namespaces.free(namespace);
        let base = base_uri(&namespace, server, source, diagnostics);
        Api {
            authentication: authentication(&namespace, &base.text, outline, &operations, source, diagnostics),
            operations: operations
                .into_iter()
                .filter_map(|operation| Imported::of(operation, &mut known, diagnostics))
                .collect(),
            namespace,
            base,
        }
    });
    apis.collect()
}

/// Reports the further addresses of an API.
fn report_alternatives(outline: &Outline, namespace: &str, diagnostics: &mut Diagnostics) {
    for server in outline.servers.iter().skip(1) {
        let message = format!(
            "the address `{}` is another one of the API; the first is used",
            server.url
        );
        let diagnostic = Diagnostic::new(codes::IMPORT_SERVER, server.span, message);
        let variable = name::variable(namespace, "base-uri");
        diagnostics.push(diagnostic.help(format!("write it into `baseUri`, or set `{variable}`")));
    }
}

impl<'o> Api<'o> {
    /// Returns the entry of `consumes`.
    pub(super) fn consumed(&self, outline: &Outline, origin: &Origin) -> Node {
        let about = sentence([outline.title.as_str()]);
        let mut keys = vec![
            ("type", Node::text("http")),
            ("namespace", Node::text(self.namespace.clone())),
            (
                "description",
                Node::text(about.unwrap_or_else(|| self.namespace.clone())),
            ),
            ("baseUri", Node::text(self.base.text.clone())),
            (
                "x-naftiko-openapi",
                Node::list([Node::text(origin.document.clone())]),
            ),
        ];
        for (key, texts) in [
            ("x-naftiko-overlay", &origin.overlays),
            ("x-naftiko-refs", &origin.refs),
        ] {
            let texts = Some(texts).filter(|texts| !texts.is_empty());
            keys.extend(texts.map(|texts| (key, Node::list(texts.iter().cloned().map(Node::text)))));
        }
        keys.extend(
            self.authentication
                .node
                .clone()
                .map(|node| ("authentication", node)),
        );
        let resources = self.resources().into_iter().map(|resource| {
            let operations = resource.operations.iter().map(|operation| operation.consumed());
            let keys = [
                ("path", Node::text(with_templates(resource.path))),
                ("operations", Node::map(operations)),
            ];
            (resource.name, Node::map(keys))
        });
        keys.push(("resources", Node::map(resources)));
        Node::map(keys)
    }

    /// Returns the paths with their operations, in the order of the document.
    pub(super) fn resources(&self) -> Vec<Resource<'_, 'o>> {
        let mut resources: Vec<Resource<'_, 'o>> = Vec::new();
        let mut names = Names::default();
        for imported in &self.operations {
            let path = imported.operation.path.as_str();
            match resources.iter_mut().rev().find(|known| known.path == path) {
                Some(known) => known.operations.push(imported),
                None => resources.push(Resource {
                    name: names.free(&name::named(path, "root")),
                    path,
                    operations: vec![imported],
                }),
            }
        }
        resources
    }

    /// Returns whether adapters have an operation. One that returns tokens would give each caller the rights of the program.
    pub(super) fn exposes(&self, imported: &Imported<'_>) -> bool {
        self.authentication.node.is_none() || !is_token_path(&imported.operation.path)
    }

    /// Reports the operations that adapters do not have.
    pub(super) fn report_unexposed(&self, diagnostics: &mut Diagnostics) {
        for imported in self.operations.iter().filter(|imported| !self.exposes(imported)) {
            let method = &imported.operation.method;
            let message = format!(
                "`{method} {}` returns tokens; the adapters do not have it",
                imported.operation.path
            );
            let diagnostic = Diagnostic::new(codes::IMPORT_OPERATION, method.span, message);
            let help = "add it to an adapter with `authentication`, if callers need it";
            diagnostics.push_alike(diagnostic.help(help));
        }
    }

    /// Returns the names of the variables of the environment.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        let of_address = self.base.variables.iter();
        of_address
            .chain(&self.authentication.variables)
            .map(String::as_str)
    }
}

/// Returns a path with `{{name}}` for its placeholders.
fn with_templates(path: &str) -> String {
    let parts = template::parse(path, Notation::Braces).parts;
    let parts = parts.into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Hole(name) => format!("{{{{{name}}}}}"),
    });
    parts.collect()
}

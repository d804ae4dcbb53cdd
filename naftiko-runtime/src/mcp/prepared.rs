//! Results that are equal for every request, written when the server is built.

use std::time::Duration;

use crate::mcp::header_arguments::HeaderArguments;
use crate::mcp::protocol::era::VERSIONS;
use crate::mcp::protocol::{Era, message};
use crate::mcp::tables::{CachePolicy, CacheScope, Tables, items, skills};
use crate::mcp::tools::Tools;
use crate::value::{Json, Writer};

/// The member of `_meta` with the server information.
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// Texts of results, each an object.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The member of `_meta` with the server information.
    pub(crate) server: String,
    /// The result of `initialize` after its version, without and with subscriptions.
    handshake: [String; 2],
    pub(crate) discovery: String,
    pub(crate) prompts: List,
    pub(crate) templates: List,
    pub(crate) skills: List,
    /// The list of MCP resources, unless it depends on files.
    pub(crate) resources: Option<List>,
    /// The tool arguments that are repeated in headers.
    pub(crate) header_arguments: HeaderArguments,
}

/// A list in the form of each era.
#[derive(Debug)]
pub(crate) struct List {
    older: String,
    newer: String,
}

impl List {
    pub(crate) fn of(&self, era: Era) -> &str {
        if era.is_newer() { &self.newer } else { &self.older }
    }
}

impl Prepared {
    pub(crate) fn new(tools: &Tools) -> Self {
        let tables = &tools.tables;
        let server = server(tables);
        let capabilities = |era, subscribable| capabilities(tools, era, subscribable);
        let handshake = [false, tables.subscribable].map(|subscribable| {
            let mut json = Writer::default();
            json.raw(r#"","capabilities":"#)
                .json(&capabilities(Era::Older, subscribable));
            json.name("serverInfo").json(&implementation(tables));
            json.text_member("instructions", tables.info.instructions);
            json.raw(r#","_meta":{"#).raw(&server).raw("}}");
            json.into_string()
        });
        let mut discovery = Writer::default();
        discovery.raw(r#"{"resultType":"complete","supportedVersions":"#);
        discovery.tree(&VERSIONS.as_slice().into());
        discovery
            .name("capabilities")
            .json(&capabilities(Era::Newer, tables.subscribable));
        discovery.text_member("instructions", tables.info.instructions);
        CachePolicy::new(Duration::ZERO, CacheScope::Private).write(&mut discovery);
        discovery.raw(r#","_meta":{"#).raw(&server).raw("}}");
        let list = |name, write: &dyn Fn(&mut Writer)| {
            let [older, newer] = [Era::Older, Era::Newer].map(|era| {
                let mut json = Writer::default();
                begin_list(&mut json, era, name, &server, tables.lists);
                write(&mut json);
                json.raw("]}");
                json.into_string()
            });
            List { older, newer }
        };
        Self {
            handshake,
            discovery: discovery.into_string(),
            prompts: list("prompts", &|json| {
                tables
                    .prompts
                    .iter()
                    .for_each(|row| items::prompt(row, json.separate()));
            }),
            templates: list("resourceTemplates", &|json| {
                tables
                    .templates()
                    .for_each(|row| items::template(row, json.separate()));
            }),
            skills: list("skills", &|json| tables.skills.list(json)),
            resources: (!tables.has_files()).then(|| list("resources", &|json| tables.list_resources(json))),
            header_arguments: HeaderArguments::new(tables.tools),
            server,
        }
    }

    /// Appends the result of `initialize`.
    pub(crate) fn handshake(&self, json: &mut Writer, version: &str, subscribable: bool) {
        let [without, with] = &self.handshake;
        json.raw(r#"{"protocolVersion":""#).raw(version);
        json.raw(if subscribable { with } else { without });
    }

    /// Appends the current list of MCP resources, with files from the disk.
    pub(crate) fn list_resources(&self, json: &mut Writer, era: Era, tables: &Tables) {
        begin_list(json, era, "resources", &self.server, tables.lists);
        tables.list_resources(json);
        json.raw("]}");
    }
}

/// Appends the start of a list.
pub(crate) fn begin_list(json: &mut Writer, era: Era, name: &str, server: &str, policy: CachePolicy) {
    json.raw("{");
    if era.is_newer() {
        json.name("resultType").string("complete");
    }
    json.name("_meta").raw("{").raw(server).raw("}");
    if era.is_newer() {
        policy.write(json);
    }
    json.name(name).raw("[");
}

fn server(tables: &Tables) -> String {
    let mut json = Writer::default();
    json.name(SERVER_INFO).json(&implementation(tables));
    json.into_string()
}

fn implementation(tables: &Tables) -> Json {
    let info = &tables.info;
    let mut json = Writer::default();
    json.raw("{").name("name").string(info.name);
    json.text_member("title", info.title);
    json.name("version").string(info.version).raw("}");
    json.finish()
}

fn capabilities(tools: &Tools, era: Era, subscribable: bool) -> Json {
    let tables = &tools.tables;
    let resources = if subscribable {
        r#"{"subscribe":true}"#
    } else {
        "{}"
    };
    let extensions = extensions(tools);
    let extends = era.is_newer() && extensions.as_str() != "{}";
    let declared = [
        ("extensions", extends, extensions.as_str()),
        ("logging", tables.logs, "{}"),
        ("completions", tools.completer.is_some(), "{}"),
        ("prompts", tables.has_prompts(), "{}"),
        ("resources", tables.has_resources(), resources),
        ("tools", true, "{}"),
    ];
    let mut json = Writer::default();
    json.raw("{");
    for (name, _, value) in declared.into_iter().filter(|(_, declared, _)| *declared) {
        json.name(name).raw(value);
    }
    json.raw("}");
    json.finish()
}

/// Returns the extensions of the newer protocol that a server has.
fn extensions(tools: &Tools) -> Json {
    let declared = [
        (skills::EXTENSION, !tools.tables.skills.is_empty()),
        (message::TASKS, !tools.settings.long_running.is_empty()),
    ];
    let mut json = Writer::default();
    json.raw("{");
    for (name, _) in declared.into_iter().filter(|(_, declared)| *declared) {
        json.name(name).raw("{}");
    }
    json.raw("}");
    json.finish()
}

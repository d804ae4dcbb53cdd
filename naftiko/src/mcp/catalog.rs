//! A server's tables in the form they are sent in, made once.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CacheScope, Implementation, MetaObject, Prompt as McpPrompt, Resource as McpResource,
    ResourceTemplate as McpTemplate, ServerCapabilities, ServerConfig, Tool as McpTool,
};
use serde_json::{Map, Value};

use super::rows;
use super::template::{UriTemplate, is_template};
use super::{Prompt, Resource, ServerInfo, Tool};

/// Where results carry who answered.
const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

/// How long a client may keep the lists: they are part of the program, new ones need a restart.
const LIST_TTL: Duration = Duration::from_secs(300);

/// Who may share a copy of what a server answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sharing {
    /// Anybody.
    Public,
    /// Only the user it was answered to.
    Private,
}

/// How long answers of a kind may be kept, and by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keeping {
    pub(super) ttl_ms: u64,
    pub(super) scope: CacheScope,
}

impl Keeping {
    pub(super) fn new(ttl: Duration, sharing: Sharing) -> Self {
        Self {
            ttl_ms: u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX),
            scope: match sharing {
                Sharing::Public => CacheScope::Public,
                Sharing::Private => CacheScope::Private,
            },
        }
    }
}

/// What a server says about itself and what it has, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Catalog {
    pub(super) config: ServerConfig,
    /// In the order of the spec.
    pub(super) tools: Vec<McpTool>,
    pub(super) resources: Vec<McpResource>,
    pub(super) templates: Vec<McpTemplate>,
    pub(super) prompts: Vec<McpPrompt>,
    /// What every result carries: who answered.
    pub(super) meta: MetaObject,
    /// Of the lists.
    pub(super) lists: Keeping,
    /// Of what resources hold.
    pub(super) contents: Keeping,
    positions: HashMap<&'static str, usize>,
    readable: Arc<[(Resource, Option<UriTemplate>)]>,
    promptable: &'static [Prompt],
}

impl Catalog {
    pub(super) fn new(info: &ServerInfo, tools: &[Tool]) -> Self {
        let mut implementation = Implementation::new(info.name, info.version);
        implementation.title = rows::text(info.title);
        let meta = server_info(&implementation);
        let mut config = ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(implementation);
        config.instructions = rows::text(info.instructions);
        config.meta = Some(meta.clone());
        let positions = tools.iter().enumerate();
        Self {
            config,
            tools: tools.iter().map(rows::tool).collect(),
            resources: Vec::new(),
            templates: Vec::new(),
            prompts: Vec::new(),
            meta,
            lists: Keeping::new(LIST_TTL, Sharing::Public),
            contents: Keeping::new(Duration::ZERO, Sharing::Private),
            positions: positions.map(|(position, tool)| (tool.name, position)).collect(),
            readable: Arc::new([]),
            promptable: &[],
        }
    }

    /// Declares resources, templates among them.
    pub(super) fn set_resources(&mut self, resources: &'static [Resource]) {
        let (templates, fixed): (Vec<&Resource>, Vec<&Resource>) =
            resources.iter().partition(|resource| is_template(resource.uri));
        self.resources = fixed.into_iter().map(rows::resource).collect();
        self.templates = templates.into_iter().map(rows::template).collect();
        let readable = resources.iter().map(|resource| {
            let template = is_template(resource.uri).then(|| UriTemplate::parse(resource.uri));
            (*resource, template)
        });
        self.readable = readable.collect();
        self.config.capabilities.resources = (!resources.is_empty()).then(Default::default);
    }

    /// Declares prompts.
    pub(super) fn set_prompts(&mut self, prompts: &'static [Prompt]) {
        self.prompts = prompts.iter().map(rows::prompt).collect();
        self.promptable = prompts;
        self.config.capabilities.prompts = (!prompts.is_empty()).then(Default::default);
    }

    pub(super) fn tool(&self, name: &str) -> Option<&McpTool> {
        self.tools.get(*self.positions.get(name)?)
    }

    pub(super) fn prompt(&self, name: &str) -> Option<&'static Prompt> {
        self.promptable.iter().find(|prompt| prompt.name == name)
    }

    /// The resource that a URI is of, and the values of its placeholders. Fixed URIs come first.
    pub(super) fn resource(&self, uri: &str) -> Option<(&Resource, Map<String, Value>)> {
        let mut rows = self.readable.iter();
        if let Some((resource, _)) =
            rows.find(|(resource, template)| template.is_none() && resource.uri == uri)
        {
            return Some((resource, Map::new()));
        }
        let mut rows = self.readable.iter();
        rows.find_map(|(resource, template)| Some((resource, template.as_ref()?.matches(uri)?)))
    }
}

fn server_info(implementation: &Implementation) -> MetaObject {
    // An implementation is plain strings: turning it into JSON has no way to fail.
    let value = serde_json::to_value(implementation).unwrap_or_default();
    MetaObject(Map::from_iter([(SERVER_INFO.to_owned(), value)]))
}

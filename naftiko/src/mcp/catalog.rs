//! A server's tables in the form they are sent in, made once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{
    CacheScope, Implementation, MetaObject, Prompt as McpPrompt, Resource as McpResource,
    ResourceTemplate as McpTemplate, ServerCapabilities, ServerConfig, Tool as McpTool,
};
use serde_json::{Map, Value};

use super::template::{UriTemplate, is_template};
use super::{Prompt, Resource, ServerInfo, Tool};
use super::{files, rows};

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
    /// Where files are, other than the table says; by the URI of the resource.
    locations: Arc<HashMap<String, PathBuf>>,
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
            locations: Arc::new(HashMap::new()),
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
        let templates = resources.iter().filter(|resource| is_template(resource.uri));
        self.templates = templates.map(rows::template).collect();
        let readable = resources.iter().map(|resource| {
            let template = is_template(resource.uri).then(|| UriTemplate::parse(resource.uri));
            (*resource, template)
        });
        self.readable = readable.collect();
        let capability = self.config.capabilities.resources.take().unwrap_or_default();
        self.config.capabilities.resources = (!resources.is_empty()).then_some(capability);
    }

    /// Says that clients can subscribe to resources.
    pub(super) fn set_subscribable(&mut self) {
        let resources = self.config.capabilities.resources.get_or_insert_default();
        resources.subscribe = Some(true);
    }

    /// Has the files of a resource read from another place.
    pub(super) fn set_location(&mut self, uri: &str, location: PathBuf) {
        Arc::make_mut(&mut self.locations).insert(uri.to_owned(), location);
    }

    /// Where the files of a resource are, when it has any.
    pub(super) fn location(&self, resource: &Resource) -> Option<PathBuf> {
        let moved = self.locations.get(resource.uri).cloned();
        moved.or_else(|| (!resource.location.is_empty()).then(|| PathBuf::from(resource.location)))
    }

    /// The resources that are no templates, in the order of the spec; of folders, every file. Looks at the
    /// disk.
    pub(super) fn listed(&self) -> Vec<McpResource> {
        let mut listed = Vec::new();
        for (resource, template) in self.readable.iter() {
            match self.location(resource) {
                _ if template.is_some() => {}
                None => listed.push(rows::resource(resource)),
                Some(location) => match files::list(&location) {
                    Ok(found) => listed.extend(found.iter().map(|file| rows::file(resource, file))),
                    Err(error) => {
                        tracing::warn!(uri = resource.uri, %error, "the files of a resource cannot be listed");
                    }
                },
            }
        }
        listed
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

    /// The row of a prompt.
    pub(super) fn prompt(&self, name: &str) -> Option<&'static Prompt> {
        self.promptable.iter().find(|prompt| prompt.name == name)
    }

    /// The resource that a URI is of, and what of the URI belongs to it. Fixed URIs come first, then files,
    /// then templates.
    pub(super) fn resource(&self, uri: &str) -> Option<(&Resource, Found)> {
        let fixed = self.readable.iter().find_map(|(resource, template)| {
            let exact = template.is_none() && resource.uri == uri;
            exact.then(|| (resource, self.found(resource, "")))
        });
        let file = || {
            self.readable.iter().find_map(|(resource, _)| {
                let rest = uri.strip_prefix(resource.uri.trim_end_matches('/'))?;
                let location = self.location(resource).filter(|_| rest.starts_with('/'))?;
                Some((resource, Found::File(location, rest.to_owned())))
            })
        };
        let template = || {
            self.readable.iter().find_map(|(resource, template)| {
                Some((resource, Found::Called(template.as_ref()?.matches(uri)?)))
            })
        };
        fixed.or_else(file).or_else(template)
    }

    fn found(&self, resource: &Resource, rest: &str) -> Found {
        match self.location(resource) {
            Some(location) => Found::File(location, rest.to_owned()),
            None => Found::Called(Map::new()),
        }
    }
}

/// How a resource is read.
pub(super) enum Found {
    /// By a call, with the values of the placeholders.
    Called(Map<String, Value>),
    /// From a file: where files are, and the rest of the URI.
    File(PathBuf, String),
}

fn server_info(implementation: &Implementation) -> MetaObject {
    // An implementation is plain strings: turning it into JSON has no way to fail.
    let value = serde_json::to_value(implementation).unwrap_or_default();
    MetaObject(Map::from_iter([(SERVER_INFO.to_owned(), value)]))
}

//! The tables of a server, and its other capabilities.

pub(crate) mod files;
pub(crate) mod items;
mod prompt;
mod resource;
pub(crate) mod skills;
mod template;
mod tool;

pub(crate) use files::FileError;
pub use prompt::{Prompt, PromptArgument, PromptFuture, PromptMessage, Role};
pub use resource::{Resource, ResourceFuture};
pub use tool::{Dispatch, Hints, MethodFuture, ServerInfo, Tool, ToolFuture, start};

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::value::Writer;
use skills::Skills;
use template::{UriTemplate, is_template};

/// How long a client may cache the lists: they are part of the program, so changes need a restart.
const LIST_TTL: Duration = Duration::from_secs(300);

/// Who may share a cached response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CacheScope {
    /// All users.
    Public,
    /// Only the user of the request.
    Private,
}

/// How long responses of a kind may be cached, and by which clients.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CachePolicy {
    ttl_ms: u64,
    scope: CacheScope,
}

impl CachePolicy {
    pub(crate) fn new(ttl: Duration, scope: CacheScope) -> Self {
        Self {
            ttl_ms: u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX),
            scope,
        }
    }

    /// Returns the policy for a response that only the user of the request may have.
    pub(crate) fn private(self) -> Self {
        Self {
            scope: CacheScope::Private,
            ..self
        }
    }

    /// Appends `ttlMs` and `cacheScope`.
    pub(crate) fn write(self, json: &mut Writer) {
        json.name("ttlMs").raw(&self.ttl_ms.to_string());
        json.name("cacheScope").string(match self.scope {
            CacheScope::Public => "public",
            CacheScope::Private => "private",
        });
    }
}

/// The tables of a server as they were declared.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    pub(crate) info: ServerInfo,
    /// In the order of the spec.
    pub(crate) tools: &'static [Tool],
    pub(crate) prompts: &'static [Prompt],
    pub(crate) skills: Skills,
    /// Whether clients can subscribe to MCP resources.
    pub(crate) subscribable: bool,
    /// Whether results that are cut have links to the whole ones, which are MCP resources.
    pub(crate) has_links: bool,
    /// Whether calls send log messages.
    pub(crate) logs: bool,
    /// The cache policy of the lists.
    pub(crate) lists: CachePolicy,
    /// The cache policy of resource contents.
    pub(crate) contents: CachePolicy,
    readable: Arc<[(Resource, Option<UriTemplate>)]>,
    /// Locations of files that differ from the table, by the URI of the MCP resource.
    locations: Arc<HashMap<String, PathBuf>>,
}

impl Tables {
    pub(crate) fn new(info: &ServerInfo, tools: &'static [Tool]) -> Self {
        Self {
            info: *info,
            tools,
            prompts: &[],
            skills: Skills::default(),
            subscribable: false,
            has_links: false,
            logs: false,
            lists: CachePolicy::new(LIST_TTL, CacheScope::Public),
            contents: CachePolicy::new(Duration::ZERO, CacheScope::Private),
            readable: Arc::new([]),
            locations: Arc::new(HashMap::new()),
        }
    }

    /// Declares MCP resources, including templates.
    pub(crate) fn set_resources(&mut self, resources: &'static [Resource]) {
        let readable = resources.iter().map(|resource| {
            let template = is_template(resource.uri).then(|| UriTemplate::parse(resource.uri));
            (*resource, template)
        });
        self.readable = readable.collect();
    }

    /// Sets another location of the files of an MCP resource.
    pub(crate) fn set_location(&mut self, uri: &str, location: PathBuf) {
        Arc::make_mut(&mut self.locations).insert(uri.to_owned(), location);
    }

    /// Returns the row of a tool that changes nothing.
    pub(crate) fn reading_tool(&self, name: &str) -> Option<&'static Tool> {
        let mut tools = self.tools.iter();
        tools.find(|tool| tool.name == name && tool.hints.read_only)
    }

    pub(crate) fn has_resources(&self) -> bool {
        self.subscribable || self.has_links || !self.readable.is_empty() || !self.skills.is_empty()
    }

    pub(crate) fn has_prompts(&self) -> bool {
        !self.prompts.is_empty()
    }

    /// Returns whether the list of MCP resources depends on files.
    pub(crate) fn has_files(&self) -> bool {
        let mut readable = self.readable.iter();
        readable.any(|(resource, template)| template.is_none() && self.location(resource).is_some())
    }

    /// Returns the location of the files of an MCP resource, if it has any.
    pub(crate) fn location(&self, resource: &Resource) -> Option<PathBuf> {
        let moved = self.locations.get(resource.uri).cloned();
        moved.or_else(|| (!resource.location.is_empty()).then(|| PathBuf::from(resource.location)))
    }

    /// Appends the MCP resources that are not templates, in the order of the spec; of a folder, every file. The files
    /// of skills come last. Reads the disk if there are files.
    pub(crate) fn list_resources(&self, json: &mut Writer) {
        for (resource, template) in self.readable.iter() {
            match self.location(resource) {
                _ if template.is_some() => {}
                None => items::resource(resource, json.separate()),
                Some(location) => match files::list(&location) {
                    Ok(found) => {
                        for file in &found {
                            items::file(resource, file, json.separate());
                        }
                    }
                    Err(error) => {
                        tracing::warn!(target: "naftiko::mcp", uri = resource.uri, %error, "failed to list resource files");
                    }
                },
            }
        }
        self.skills.list_files(json);
    }

    /// Returns the MCP resources that are templates.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &Resource> {
        let templates = self.readable.iter().filter(|(_, template)| template.is_some());
        templates.map(|(resource, _)| resource)
    }

    /// Returns the row of a prompt.
    pub(crate) fn prompt(&self, name: &str) -> Option<&'static Prompt> {
        self.prompts.iter().find(|prompt| prompt.name == name)
    }

    /// Returns the MCP resource of a URI, and how it is read. Fixed URIs come first, then files, then templates.
    pub(crate) fn resource(&self, uri: &str) -> Option<(&Resource, FoundResource)> {
        let fixed = self.readable.iter().find_map(|(resource, template)| {
            let exact = template.is_none() && resource.uri == uri;
            exact.then(|| (resource, self.found(resource, "")))
        });
        let file = || {
            self.readable.iter().find_map(|(resource, _)| {
                let rest = uri.strip_prefix(resource.uri.trim_end_matches('/'))?;
                let location = self.location(resource).filter(|_| rest.starts_with('/'))?;
                Some((resource, FoundResource::File(location, rest.to_owned())))
            })
        };
        let template = || {
            self.readable.iter().find_map(|(resource, template)| {
                Some((resource, FoundResource::Called(template.as_ref()?.matches(uri)?)))
            })
        };
        fixed.or_else(file).or_else(template)
    }

    fn found(&self, resource: &Resource, rest: &str) -> FoundResource {
        match self.location(resource) {
            Some(location) => FoundResource::File(location, rest.to_owned()),
            None => FoundResource::Called(Map::new()),
        }
    }
}

/// How an MCP resource is read.
pub(crate) enum FoundResource {
    /// With a call; the values of the placeholders.
    Called(Map<String, Value>),
    /// From a file: the location, and the rest of the URI.
    File(PathBuf, String),
}

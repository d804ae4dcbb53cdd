//! What a server offers: the items of its list of tools, its catalogue, and what a request sees of them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use naftiko_search::{Entry, Index, build};

use super::directory::{Directory, UnknownName, Visible};
use super::{Catalogue, CatalogueSettings, Selection, search_tools};
use crate::charset;
use crate::mcp::long_running;
use crate::mcp::tables::{Tables, items};
use crate::value::Writer;

/// The largest list of tools in bytes that a server sends without being asked to. It is about 65,000 tokens, a third of the context
/// that models of most clients have. The generator has the same limit.
const LIST_LIMIT: usize = 256 * 1024;

/// The end of a response with a list.
const END: &str = "]}}";

/// The tools that a server offers.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) directory: Directory,
    pub(crate) catalogue: Catalogue,
    /// The items of all tools in the order of the list, with commas between them, and the end of a list.
    items: Bytes,
    /// The item of each tool in the items.
    places: Vec<Range<usize>>,
    /// The bytes of the items that the operator allows.
    bytes: usize,
    /// What the operator allows.
    bound: Visible,
    /// What a client sees that chooses nothing.
    pub(crate) view: View,
    /// The list for that client, from its first item to the end of the response.
    listed: Bytes,
    /// The positions of the tools whose operations are long-running.
    long_running: Vec<usize>,
    index: OnceLock<Index>,
    given_index: Option<&'static str>,
}

/// What a request sees. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) visible: Visible,
    /// Whether the request chose it, so that its list is not that of others.
    pub(crate) is_narrowed: bool,
}

impl Offered {
    /// Returns what the tables offer within the settings. A choice of the program or the environment with an unknown name is a problem, and
    /// offers nothing.
    pub(crate) fn new(tables: &Tables, settings: &CatalogueSettings) -> (Self, Option<UnknownName>) {
        let directory = Directory::new(tables.tools, settings.toolsets, &settings.pinned);
        let (items, places) = items_of(&directory);
        let all = directory.all();
        let allowed = directory.narrowed(&settings.bound, &all, &all);
        let bound = allowed.and_then(|allowed| directory.narrowed(&settings.environment, &allowed, &allowed));
        let (mut bound, problem) = match bound {
            Ok(bound) => (bound, None),
            Err(problem) => (directory.none(), Some(problem)),
        };
        let tools = directory.tools.iter().enumerate();
        let long_running = tools.filter(|(_, tool)| settings.long_running.has(tool.name));
        let long_running: Vec<usize> = long_running.map(|(position, _)| position).collect();
        if !long_running.is_empty() {
            // The server has the tool with that name itself.
            bound = directory.without(long_running::RESULT, bound);
        }
        let sizes: Vec<usize> = places.iter().map(Range::len).collect();
        let allowed = sizes
            .iter()
            .enumerate()
            .filter(|(position, _)| bound.has(*position));
        let bytes: usize = allowed.map(|(_, size)| size).sum();
        let is_large = bytes > LIST_LIMIT;
        let automatic = if is_large {
            Catalogue::Search
        } else {
            Catalogue::All
        };
        let catalogue = settings.chosen.unwrap_or(automatic);
        let choices = [&settings.bound, &settings.environment];
        let is_chosen = choices.iter().any(|choice| choice.toolsets.is_some());
        let visible = match catalogue {
            Catalogue::Toolsets if !is_chosen => directory.first_toolsets(&sizes, LIST_LIMIT, &bound),
            _ => bound.clone(),
        };
        let view = View {
            visible,
            is_narrowed: false,
        };
        let mut offered = Self {
            listed: items.clone(),
            long_running,
            directory,
            catalogue,
            items,
            places,
            bytes,
            bound,
            view,
            index: OnceLock::new(),
            given_index: settings.index,
        };
        let lists_all = offered.view.visible.count() == offered.directory.tools.len();
        if offered.searches() || !lists_all || !offered.long_running.is_empty() {
            let mut json = Writer::default();
            offered.write_list(&offered.view.visible, &mut json);
            offered.listed = json.into_text().into();
        }
        if offered.searches() {
            // Reading it takes less than a request should wait for.
            offered.index();
        }
        (offered, problem)
    }

    /// Returns what the choices of a request leave.
    ///
    /// # Errors
    /// When a choice has an unknown name.
    pub(crate) fn view(&self, choices: &[Selection]) -> Result<View, UnknownName> {
        if choices.is_empty() {
            return Ok(self.view.clone());
        }
        let (mut bound, mut default) = (self.bound.clone(), self.view.visible.clone());
        for choice in choices {
            let narrowed = self.directory.narrowed(choice, &bound, &default)?;
            // A choice of toolsets replaces the default, and later choices narrow it.
            if choice.toolsets.is_some() || choice.tools.is_some() {
                bound = narrowed.clone();
            } else {
                bound = self.directory.narrowed(choice, &bound, &bound)?;
            }
            default = narrowed;
        }
        Ok(View {
            visible: default,
            is_narrowed: true,
        })
    }

    /// Returns whether clients search for tools.
    pub(crate) fn searches(&self) -> bool {
        self.catalogue == Catalogue::Search
    }

    /// Returns whether a request sees tools whose operations are long-running, and so the tool that returns their results.
    fn returns_results(&self, visible: &Visible) -> bool {
        let mut positions = self.long_running.iter();
        positions.any(|position| visible.has(*position))
    }

    /// Returns whether a name is that of the tool that returns results of operations, for a request that sees it.
    pub(crate) fn is_result_tool(&self, name: &str, view: &View) -> bool {
        name == long_running::RESULT && self.returns_results(&view.visible)
    }

    /// Returns what the log says about a server that does not list all its tools.
    pub(crate) fn note(&self, namespace: &str, variable: &str) -> Option<String> {
        let (listed, all) = (self.view.visible.count(), self.bound.count());
        match self.catalogue {
            Catalogue::Search => Some(format!(
                "{namespace} has {all} tools, in a list of {} KiB: clients search for tools; set {variable} to `all` to list them",
                self.bytes / 1024
            )),
            Catalogue::Toolsets if listed < all => Some(format!(
                "{namespace} lists {listed} of {all} tools to clients that choose no toolset; set {variable} to `all` to list every tool"
            )),
            Catalogue::All | Catalogue::Toolsets => None,
        }
    }

    /// Returns the item of a tool.
    pub(crate) fn item(&self, position: usize) -> &str {
        let place = self.places.get(position).cloned().unwrap_or_default();
        let item = self.items.get(place).unwrap_or_default();
        charset::utf8(item).unwrap_or_default()
    }

    /// Appends the list of tools that a request chose, to the end of the response. Returns the list of other requests, which they have in common.
    pub(crate) fn list(&self, view: &View, json: &mut Writer) -> Bytes {
        if !view.is_narrowed {
            return self.listed.clone();
        }
        self.write_list(&view.visible, json);
        Bytes::new()
    }

    fn write_list(&self, visible: &Visible, json: &mut Writer) {
        // Some clients keep the first tools of a list only.
        if self.returns_results(visible) {
            for tool in &long_running::TABLE {
                items::tool(tool, json.separate());
            }
        }
        let order = if self.searches() {
            search_tools::list(&self.directory, visible, json);
            &self.directory.pinned
        } else {
            &self.directory.order
        };
        for position in order.iter().filter(|position| visible.has(**position)) {
            json.separate().raw(self.item(*position));
        }
        json.raw(END);
    }

    /// Returns the index of the tools, which is built when the generator made none.
    pub(crate) fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let given = self.given_index.and_then(Index::read);
            let tools = self.directory.tools.len();
            match given {
                Some(index) if index.entries() == tools => index,
                given => {
                    if given.is_some() {
                        tracing::error!(target: "naftiko::mcp", "the index is not of these tools");
                    }
                    self.built_index()
                }
            }
        })
    }

    fn built_index(&self) -> Index {
        let tools = self.directory.tools.iter().enumerate();
        let entries: Vec<Entry<'_>> = tools
            .map(|(position, tool)| Entry {
                name: tool.name,
                title: tool.title,
                description: tool.description,
                toolset: self.directory.toolset_of(position).unwrap_or_default(),
                ..Entry::default()
            })
            .collect();
        // What was built can be read.
        Index::read(build(&entries)).unwrap_or_default()
    }
}

/// Returns the items of all tools in the order of the list, and the place of each.
fn items_of(directory: &Directory) -> (Bytes, Vec<Range<usize>>) {
    let mut json = Writer::default();
    let mut places = vec![0..0; directory.tools.len()];
    for position in &directory.order {
        if let (Some(tool), Some(place)) = (directory.tools.get(*position), places.get_mut(*position)) {
            if json.len() > 0 {
                json.separate();
            }
            let start = json.len();
            items::tool(tool, &mut json);
            *place = start..json.len();
        }
    }
    json.raw(END);
    (json.into_text().into(), places)
}

/// What a server offers, made once: a program configures the server before, and the clones of a server share it.
#[derive(Clone, Default)]
pub(crate) struct OfferedOnce(Arc<OnceLock<Arc<Offered>>>);

impl OfferedOnce {
    pub(crate) fn get(&self, make: impl FnOnce() -> Arc<Offered>) -> &Arc<Offered> {
        self.0.get_or_init(make)
    }
}

//! The tools of a server by name and toolset, and which of them a request sees.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Selection, Toolset};
use crate::input::nearest;
use crate::mcp::tables::Tool;

/// The words that stand for toolsets: every one, and those of a client that chooses none.
const ALL: &str = "all";
const DEFAULT: &str = "default";

/// The number of tools that the most limited clients keep: the first 40. A longer list has those before that are tried first.
const CLIENTS_KEEP: usize = 40;

/// The tools of a server.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) tools: &'static [Tool],
    positions: HashMap<&'static str, usize>,
    pub(crate) toolsets: &'static [Toolset],
    /// The toolset of each tool.
    toolset_of: Vec<Option<usize>>,
    /// The positions of tools that are always listed.
    pub(crate) pinned: Vec<usize>,
    /// The positions of all tools in the order of the list.
    pub(crate) order: Vec<usize>,
}

/// A name in a choice that no visible tool or toolset has.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct UnknownName {
    what: &'static str,
    name: String,
    /// The valid names, or a similar one.
    advice: String,
}

impl UnknownName {
    fn new(what: &'static str, name: &str, advice: String) -> Self {
        let name = name.to_owned();
        Self { what, name, advice }
    }

    /// Returns the problem for the client that wrote the name.
    pub(crate) fn with_name(&self) -> String {
        format!("unknown {} `{}`; {}", self.what, self.name, self.advice)
    }

    /// Returns the problem without the name: a value of the environment may be another program's secret.
    pub(crate) fn without_name(&self) -> String {
        format!("unknown {}; {}", self.what, self.advice)
    }
}

/// The tools that a request sees, by position. Cheap to clone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Visible(Arc<[bool]>);

impl Visible {
    pub(crate) fn has(&self, position: usize) -> bool {
        self.0.get(position).copied().unwrap_or_default()
    }

    /// Returns the number of tools.
    pub(crate) fn count(&self) -> usize {
        self.0.iter().filter(|visible| **visible).count()
    }
}

impl Directory {
    pub(crate) fn new(tools: &'static [Tool], toolsets: &'static [Toolset], pinned: &[String]) -> Self {
        let positions: HashMap<_, _> = tools
            .iter()
            .zip(0..)
            .map(|(tool, position)| (tool.name, position))
            .collect();
        let mut toolset_of = vec![None; tools.len()];
        for (number, toolset) in toolsets.iter().enumerate() {
            for name in toolset.tools {
                let place = positions
                    .get(name)
                    .and_then(|position: &usize| toolset_of.get_mut(*position));
                if let Some(place) = place {
                    *place = Some(number);
                }
            }
        }
        let found: Vec<usize> = pinned
            .iter()
            .filter_map(|name| positions.get(name.as_str()).copied())
            .collect();
        if found.len() < pinned.len() {
            tracing::error!(target: "naftiko::mcp", ?pinned, "pinned tools have no matching tools");
        }
        Self {
            order: order(tools, &found),
            tools,
            positions,
            toolsets,
            toolset_of,
            pinned: found,
        }
    }

    /// Returns the position of a tool that is visible; `None` for every other name.
    pub(crate) fn position(&self, name: &str, visible: &Visible) -> Option<usize> {
        let position = self.positions.get(name).copied()?;
        visible.has(position).then_some(position)
    }

    /// Returns the toolset of a tool.
    pub(crate) fn toolset_of(&self, position: usize) -> Option<&'static str> {
        let number = self.toolset_of.get(position).copied().flatten()?;
        self.toolsets.get(number).map(|toolset| toolset.name)
    }

    /// Returns every tool as visible.
    pub(crate) fn all(&self) -> Visible {
        Visible(vec![true; self.tools.len()].into())
    }

    /// Returns no tool as visible.
    pub(crate) fn none(&self) -> Visible {
        Visible(vec![false; self.tools.len()].into())
    }

    /// Returns what is visible without the tool with this name.
    pub(crate) fn without(&self, name: &str, visible: Visible) -> Visible {
        let Some(position) = self.position(name, &visible) else {
            return visible;
        };
        let tools = visible.0.iter().enumerate();
        let others = tools.map(|(other, visible)| *visible && other != position);
        Visible(others.collect())
    }

    /// Returns the names of the toolsets with a visible tool, in order.
    pub(crate) fn toolset_names(&self, visible: &Visible) -> Vec<&'static str> {
        let mut has = vec![false; self.toolsets.len()];
        for (position, number) in self.toolset_of.iter().enumerate() {
            if let Some(has) = number
                .filter(|_| visible.has(position))
                .and_then(|number| has.get_mut(number))
            {
                *has = true;
            }
        }
        let toolsets = self.toolsets.iter().zip(has).filter(|(_, has)| *has);
        toolsets.map(|(toolset, _)| toolset.name).collect()
    }

    /// Returns the tools of the first toolsets whose items fit into a number of bytes, and the pinned ones. Tools without a toolset
    /// come with the first.
    pub(crate) fn first_toolsets(&self, sizes: &[usize], limit: usize, bound: &Visible) -> Visible {
        let mut visible = vec![false; self.tools.len()];
        let mut rest = limit;
        let groups = [None].into_iter().chain((0..self.toolsets.len()).map(Some));
        for group in groups {
            let members = || {
                let tools = self.toolset_of.iter().enumerate();
                tools
                    .filter(|(position, number)| **number == group && bound.has(*position))
                    .map(|(position, _)| position)
            };
            let size: usize = members().filter_map(|position| sizes.get(position)).sum();
            if size > rest && visible.contains(&true) {
                break;
            }
            rest = rest.saturating_sub(size);
            for position in members() {
                set(&mut visible, position);
            }
        }
        for position in self.pinned.iter().filter(|position| bound.has(**position)) {
            set(&mut visible, *position);
        }
        Visible(visible.into())
    }

    /// Returns what a selection leaves of the visible tools. `default` is what a client sees that chooses none.
    ///
    /// # Errors
    /// When a name is unknown, which a hidden tool is too; the message has the valid names.
    pub(crate) fn narrowed(
        &self,
        selection: &Selection,
        bound: &Visible,
        default: &Visible,
    ) -> Result<Visible, UnknownName> {
        let mut visible = match (&selection.toolsets, &selection.tools) {
            (None, None) => default.0.to_vec(),
            (toolsets, tools) => {
                let mut chosen = vec![false; self.tools.len()];
                for name in toolsets.iter().flatten() {
                    self.add_toolset(name, (bound, default), &mut chosen)?;
                }
                for name in tools.iter().flatten() {
                    set(&mut chosen, self.known(name, bound)?);
                }
                chosen
            }
        };
        for name in &selection.excluded {
            let position = self.known(name, bound)?;
            if let Some(visible) = visible.get_mut(position) {
                *visible = false;
            }
        }
        for ((position, visible), tool) in visible.iter_mut().enumerate().zip(self.tools) {
            *visible = *visible && bound.has(position) && (tool.hints.read_only || !selection.read_only);
        }
        Ok(Visible(visible.into()))
    }

    fn add_toolset(
        &self,
        name: &str,
        (bound, default): (&Visible, &Visible),
        chosen: &mut [bool],
    ) -> Result<(), UnknownName> {
        let known = self.toolset_names(bound);
        let is_chosen = |position: usize| match name {
            ALL => true,
            DEFAULT => default.has(position),
            _ => self.toolset_of(position) == Some(name),
        };
        if ![ALL, DEFAULT].contains(&name) && !known.contains(&name) {
            let valid: Vec<&str> = known.into_iter().chain([ALL, DEFAULT]).collect();
            let advice = format!("the toolsets are `{}`", valid.join("`, `"));
            return Err(UnknownName::new("toolset", name, advice));
        }
        for (position, chosen) in chosen.iter_mut().enumerate() {
            *chosen = *chosen || is_chosen(position);
        }
        Ok(())
    }

    fn known(&self, name: &str, visible: &Visible) -> Result<usize, UnknownName> {
        self.position(name, visible).ok_or_else(|| {
            let advice = match (self.similar(name, visible), visible.count()) {
                (Some(similar), _) => format!("a similar name exists: `{similar}`"),
                (None, count) if count <= CLIENTS_KEEP => {
                    format!("the tools are `{}`", self.names(visible).join("`, `"))
                }
                (None, count) => {
                    format!("the server has {count} tools, which `tools/list` or `search_tools` name")
                }
            };
            UnknownName::new("tool", name, advice)
        })
    }

    /// Returns the visible tool with the most similar name.
    pub(crate) fn similar(&self, name: &str, visible: &Visible) -> Option<&'static str> {
        nearest(name, &self.names(visible))
    }

    /// Returns the names of the visible tools, in the order of the spec.
    fn names(&self, visible: &Visible) -> Vec<&'static str> {
        let tools = self.tools.iter().enumerate();
        tools
            .filter(|(position, _)| visible.has(*position))
            .map(|(_, tool)| tool.name)
            .collect()
    }
}

fn set(places: &mut [bool], position: usize) {
    if let Some(place) = places.get_mut(position) {
        *place = true;
    }
}

/// Returns the order of the list: pinned tools first. Of a list that some clients cut, those that read come next: an agent needs them to
/// find what it may change. Otherwise the order is that of the spec.
fn order(tools: &[Tool], pinned: &[usize]) -> Vec<usize> {
    let is_cut = tools.len() > CLIENTS_KEEP;
    let mut order: Vec<usize> = (0..tools.len()).collect();
    order.sort_by_key(|position| {
        let place = pinned.iter().position(|pinned| pinned == position);
        let writes = is_cut && tools.get(*position).is_some_and(|tool| !tool.hints.read_only);
        (place.unwrap_or(usize::MAX), writes)
    });
    order
}

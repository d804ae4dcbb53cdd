//! A document while an overlay changes it.

use serde_json::Value;

use super::Version;
use super::action::{Action, Effect};
use super::change::{self, Mismatch, Shape};
use super::selection::Selection;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes, excerpt};
use crate::json_path::{self, JsonPath};
use crate::source::{Span, Spanned};
use crate::yaml::{Limits, MAX_DEPTH, Node, Tree};

/// The largest number of values that the queries of an overlay visit.
const MAX_VISITS: u64 = 10_000_000_000;

/// The help where version 1.1 allows what version 1.0 does not.
const NEXT_VERSION: &str = "begin the file with `overlay: 1.1.0`";

/// What is ignored after a reported problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ignored {
    /// The action.
    Action,
    /// The action and those after it.
    Rest,
}

/// A document, and the JSON of it that queries read.
pub(super) struct Target<'d> {
    tree: Tree,
    json: Value,
    version: Version,
    /// The estimated number of values that queries have visited.
    visits: u64,
    diagnostics: &'d mut Diagnostics,
}

impl<'d> Target<'d> {
    pub(super) fn new(tree: Tree, version: Version, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            json: tree.root.to_json(),
            tree,
            version,
            visits: 0,
            diagnostics,
        }
    }

    pub(super) fn into_tree(self) -> Tree {
        self.tree
    }

    /// Applies an action. What prevents it is reported.
    pub(super) fn apply(&mut self, action: &Action) -> Result<(), Ignored> {
        let (selection, count) = self.select(&action.target)?;
        if count == 0 {
            let query = excerpt(&action.target.value);
            let problem = format!("the query `{query}` selects nothing in the document");
            let help = "correct the query, or remove the action if the document has changed";
            return self.ignore(codes::OVERLAY_UNMATCHED, action.target.span, problem, help);
        }
        match &action.effect {
            Effect::Remove => self.remove(action.target.span, &selection),
            Effect::Update(new) => self.update(action.target.span, &selection, count, new),
            Effect::Copy(source) => {
                let new = self.source(source)?;
                self.update(source.span, &selection, count, &new)
            }
        }
    }

    /// Returns what a query selects, and how many values.
    fn select(&mut self, query: &Spanned<String>) -> Result<(Selection, usize), Ignored> {
        let path = json_path::parse(&query.value).map_err(|invalid| {
            self.diagnostics.push(invalid.diagnostic(query));
            Ignored::Action
        })?;
        let values = self.tree.root.size().values;
        self.visits = self.visits.saturating_add(visits(&query.value, values));
        if self.visits > MAX_VISITS {
            let problem = format!("the query `{}` visits too many values", excerpt(&query.value));
            let help = "name the members in the place of `..`, and use no `$` in a filter";
            return self.exceed(query.span, problem, help);
        }
        match path {
            JsonPath::Steps(steps) => Ok(Selection::by_steps(&steps, &self.json)),
            #[cfg(feature = "jsonpath")]
            JsonPath::Query(text) => self.search(&text),
            #[cfg(not(feature = "jsonpath"))]
            JsonPath::Query(_) => {
                self.diagnostics.push(json_path::needs_feature(query));
                Err(Ignored::Action)
            }
        }
    }

    /// Returns what a path with slices, unions, descendants or filters selects, and how many values.
    #[cfg(feature = "jsonpath")]
    fn search(&self, text: &str) -> Result<(Selection, usize), Ignored> {
        let parsed = serde_json_path::JsonPath::parse(text);
        // The path has been checked.
        let parsed = parsed.map_err(|_| Ignored::Action)?;
        Ok(Selection::by_query(&parsed, &self.json))
    }

    /// Returns a copy of the one value that a query selects.
    fn source(&mut self, query: &Spanned<String>) -> Result<Node, Ignored> {
        let (selection, count) = self.select(query)?;
        if let [only] = selection.values(&self.tree.root).as_slice() {
            return Ok((*only).clone());
        }
        let problem = format!("`copy` needs one value, and the query selects {count}");
        self.ignore(
            codes::OVERLAY_KIND,
            query.span,
            problem,
            "write a query for one value",
        )
    }

    fn remove(&mut self, place: Span, selection: &Selection) -> Result<(), Ignored> {
        if selection.whole {
            let help = "select the part to remove: `$.paths['/depots']`";
            let problem = "the whole document cannot be removed";
            return self.ignore(codes::OVERLAY_KIND, place, problem, help);
        }
        let is_scalar = |node: &&Node| Shape::of(node) == Shape::Scalar;
        if self.version < Version::V11 && selection.values(&self.tree.root).iter().any(is_scalar) {
            let problem =
                "version 1.0 of overlays removes maps and lists only, and the query selects a scalar";
            return self.ignore(codes::OVERLAY_KIND, place, problem, NEXT_VERSION);
        }
        selection.remove(&mut self.tree.root, &mut self.json);
        Ok(())
    }

    /// Merges a value into each selected one.
    fn update(
        &mut self,
        place: Span,
        selection: &Selection,
        count: usize,
        new: &Node,
    ) -> Result<(), Ignored> {
        self.check_kinds(place, selection)?;
        self.check_growth(place, count, new)?;
        let (version, mut mismatches) = (self.version, Vec::new());
        selection.change(&mut self.tree.root, &mut self.json, &mut |node| {
            mismatches.extend(change::update(version, node, new).err());
        });
        for mismatch in mismatches {
            self.diagnostics.push_once(mismatched(&mismatch, version));
        }
        self.check_depth(place)
    }

    /// Checks that the selected values are of one kind, as version 1.1 requires.
    fn check_kinds(&mut self, place: Span, selection: &Selection) -> Result<(), Ignored> {
        let selected = selection.values(&self.tree.root);
        let Some(first) = selected.first().filter(|_| self.version >= Version::V11) else {
            return Ok(());
        };
        let shape = Shape::of(first);
        let Some(other) = selected.iter().find(|node| Shape::of(node) != shape) else {
            return Ok(());
        };
        let problem = format!(
            "the query selects {} and {}",
            shape.noun(),
            Shape::of(other).noun()
        );
        let diagnostic = Diagnostic::new(codes::OVERLAY_KIND, place, problem)
            .related(first.head(), "selected")
            .related(other.head(), "selected");
        self.diagnostics
            .push(diagnostic.help("write an action for each kind of value"));
        Err(Ignored::Action)
    }

    fn check_growth(&mut self, place: Span, count: usize, new: &Node) -> Result<(), Ignored> {
        let (now, added, limits) = (self.tree.root.size(), new.size(), Limits::DOCUMENT);
        let values = now.values.saturating_add(added.values.saturating_mul(count));
        let bytes = now.bytes.saturating_add(added.bytes.saturating_mul(count));
        if values <= limits.values && bytes <= limits.bytes {
            return Ok(());
        }
        let problem = format!(
            "the document would have {values} values and {bytes} bytes of text; the limits are {} and {}",
            limits.values, limits.bytes
        );
        self.exceed(place, problem, "select fewer values, or add less to them")
    }

    fn check_depth(&mut self, place: Span) -> Result<(), Ignored> {
        if self.tree.root.size().depth <= MAX_DEPTH {
            return Ok(());
        }
        let problem = format!("values are nested deeper than {MAX_DEPTH} levels");
        self.exceed(place, problem, "add less deeply nested values")
    }

    fn exceed<T>(&mut self, place: Span, problem: String, help: &str) -> Result<T, Ignored> {
        let diagnostic = Diagnostic::new(codes::OVERLAY_LIMIT, place, problem);
        self.diagnostics.push(diagnostic.help(help));
        Err(Ignored::Rest)
    }

    fn ignore<T>(
        &mut self,
        code: Code,
        place: Span,
        problem: impl Into<String>,
        help: &str,
    ) -> Result<T, Ignored> {
        let diagnostic = Diagnostic::new(code, place, problem);
        self.diagnostics.push(diagnostic.help(help));
        Err(Ignored::Action)
    }
}

/// Returns the diagnostic of two values that cannot be merged.
fn mismatched(mismatch: &Mismatch, version: Version) -> Diagnostic {
    let Mismatch { old, new } = mismatch;
    let (from, to) = (Shape::of(old), Shape::of(new));
    let place = new.head();
    if from == Shape::Scalar && to == Shape::Scalar {
        let problem = "version 1.0 of overlays does not replace a scalar";
        let diagnostic = Diagnostic::new(codes::OVERLAY_KIND, place, problem);
        return diagnostic
            .related(old.head(), "the scalar")
            .help("select the map around it, or begin the file with `overlay: 1.1.0`");
    }
    let problem = format!("{} cannot be merged into {}", to.noun(), from.noun());
    let advice = match version {
        Version::V10 if from == Shape::Scalar => "select the map around it",
        _ => "write the same kind of value, or remove the old one by an action before",
    };
    Diagnostic::new(codes::OVERLAY_KIND, place, problem)
        .related(old.head(), "merged into this value")
        .help(advice)
}

/// Returns the estimated number of values that a query visits in a document of that many.
///
/// Each `..` after the first visits a value once for each level of the document, a `$` in a filter begins at the root for each value, a
/// comma may select values twice, and a regular expression is built for each value.
fn visits(query: &str, values: usize) -> u64 {
    let values = u64::try_from(values).unwrap_or(u64::MAX);
    let plain = json_path::query::outside_strings(query);
    let plain: String = plain.map(|(_, character)| character).collect();
    let count = |part: &str| u32::try_from(plain.matches(part).count()).unwrap_or(u32::MAX);
    let factors = [
        (MAX_DEPTH as u64).saturating_pow(count("..").saturating_sub(1)),
        values.saturating_pow(count("$").saturating_sub(1)),
        2_u64.saturating_pow(count(",")),
        1_000_u64.saturating_pow(count("match(") + count("search(")),
    ];
    factors.into_iter().fold(values, u64::saturating_mul)
}

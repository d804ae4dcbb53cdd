//! Reading of overlays.

use super::action::{Action, Effect};
use super::{Overlay, Version};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{Span, Spanned};
use crate::spelling::nearest;
use crate::yaml::{Node, Tree};

const KEYS: [&str; 4] = ["overlay", "info", "extends", "actions"];
const KEYS_OF_ACTIONS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

/// Reads an overlay. Invalid actions are reported and left out; `None` for a file that is not an overlay.
pub(in crate::openapi) fn read(tree: &Tree, diagnostics: &mut Diagnostics) -> Option<Overlay> {
    let version = match version(tree) {
        Ok(version) => version,
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            return None;
        }
    };
    let root = &tree.root;
    report_unknown(root, &KEYS, "an overlay", diagnostics);
    let actions = root
        .get("actions")
        .and_then(Node::as_sequence)
        .unwrap_or_default();
    if actions.is_empty() {
        let place = root.get("actions").unwrap_or(root).head();
        let problem = invalid(place, "an overlay has a list of `actions`");
        diagnostics.push(problem.help("add an action: `- {target: $.info, update: {title: …}}`"));
    }
    let actions = actions
        .iter()
        .filter_map(|node| action(node, version, diagnostics));
    Some(Overlay {
        extends: root.get("extends").and_then(Node::to_text),
        version,
        actions: actions.collect(),
    })
}

/// Returns the version of an overlay, of which only the first two numbers count.
fn version(tree: &Tree) -> Result<Version, Box<Diagnostic>> {
    let help = "begin the file with `overlay: 1.1.0`";
    let Some(node) = tree.root.get("overlay") else {
        let place = if tree.root.as_mapping().is_some() {
            tree.root.head()
        } else {
            Span::file(tree.source)
        };
        return Err(Box::new(invalid(place, "the file is not an overlay").help(help)));
    };
    let text = node.as_str().unwrap_or_default();
    let mut numbers = text.split('.');
    match (numbers.next(), numbers.next()) {
        (Some("1"), Some("0")) => Ok(Version::V10),
        (Some("1"), Some("1")) => Ok(Version::V11),
        _ => {
            let problem = format!("`overlay: {text}` is not a version that is read");
            Err(Box::new(invalid(node.head(), problem).help(help)))
        }
    }
}

fn action(node: &Node, version: Version, diagnostics: &mut Diagnostics) -> Option<Action> {
    report_unknown(node, &KEYS_OF_ACTIONS, "an action of an overlay", diagnostics);
    let Some(target) = node.get("target").and_then(Node::to_text) else {
        let problem = invalid(
            node.head(),
            "missing key `target` in an action; the action is ignored",
        );
        diagnostics.push(problem.help("add `target: $.…`, which selects what the action changes"));
        return None;
    };
    let effect = effect(node, version, diagnostics)?;
    Some(Action { target, effect })
}

/// Returns the effect of an action: `remove` comes before `update`, and that before `copy`.
fn effect(node: &Node, version: Version, diagnostics: &mut Diagnostics) -> Option<Effect> {
    if let Some(remove) = node.get("remove") {
        match remove.as_bool() {
            Some(true) => return Some(Effect::Remove),
            Some(false) => {}
            None => {
                let problem = format!(
                    "expected `true` or `false` for `remove`, found {}",
                    remove.describe()
                );
                diagnostics.push(invalid(remove.head(), problem).help("write `remove: true`"));
                return None;
            }
        }
    }
    if let Some(update) = node.get("update") {
        if let Some(copy) = node.get("copy") {
            let problem = "`copy` beside `update` has no effect";
            diagnostics.push(ignored(copy.head(), problem).help("remove `copy`, or write two actions"));
        }
        return Some(Effect::Update(update.clone()));
    }
    let Some(copy) = node.get("copy") else {
        let problem = ignored(node.head(), "an action changes nothing");
        diagnostics.push(problem.help("add `update: …` or `remove: true`"));
        return None;
    };
    if version < Version::V11 {
        let problem = invalid(copy.head(), "`copy` is not in version 1.0 of overlays");
        diagnostics.push(problem.help("begin the file with `overlay: 1.1.0`"));
        return None;
    }
    copy.to_text().map(Effect::Copy)
}

/// Reports the keys that an object of an overlay does not have.
fn report_unknown(node: &Node, known: &[&str], what: &str, diagnostics: &mut Diagnostics) {
    for (key, _) in node.as_mapping().unwrap_or_default() {
        let Spanned { value, span } = key;
        if known.contains(&value.as_str()) || value.starts_with("x-") {
            continue;
        }
        let problem = ignored(*span, format!("unknown key `{value}` in {what}; it is ignored"));
        diagnostics.push(problem.help(match nearest(value, known.iter().copied()) {
            Some(near) => format!("a key with a similar name exists: `{near}`"),
            None => format!("known keys: `{}`", known.join("`, `")),
        }));
    }
}

fn invalid(place: Span, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::OVERLAY_INVALID, place, problem)
}

fn ignored(place: Span, problem: impl Into<String>) -> Diagnostic {
    Diagnostic::new(codes::OVERLAY_KEY_IGNORED, place, problem)
}

//! Extension keys: options of the generator that a spec sets.

use super::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::options::{EXTENSION_PREFIX, Entry, OPERATION_KEYS, Options, Per, TABLE};
use crate::parse::context::Context;
use crate::parse::record;
use crate::spec::Text;
use crate::spelling;
use crate::yaml::Node;

impl Fields<'_> {
    /// Reads the extension keys of an object that options belong to.
    pub(in crate::parse) fn extensions(&mut self, cx: &mut Context<'_>, per: Per) -> Option<Box<Options>> {
        // An imported file has none: `finish` reports them.
        if cx.imported {
            return None;
        }
        let mut options = Options::default();
        for entry in TABLE.iter().filter(|entry| entry.per == per) {
            let Some(key) = entry.extension else { continue };
            self.mark_known(key);
            record::value(self, key, || entry.kind.to_string());
            let Some((_, node)) = self.peek(key) else { continue };
            let Some(values) = self.values(cx, entry, key, node) else {
                continue;
            };
            // The values have been checked one by one.
            if let Err(message) = entry.set(&mut options, None, &values) {
                self.report(cx, Diagnostic::new(codes::WRONG_VALUE, node.head(), message));
            }
        }
        (options != Options::default()).then(|| Box::new(options))
    }

    /// Returns the values of a key; reports those that are invalid.
    fn values(&self, cx: &mut Context<'_>, entry: &Entry, key: &str, node: &Node) -> Option<Vec<String>> {
        let texts: Option<Vec<Text>> = match node.as_sequence() {
            Some(items) if entry.kind.is_list() => items.iter().map(Node::to_text).collect(),
            _ => node.to_text().map(|text| vec![text]),
        };
        let Some(texts) = texts else {
            self.wrong_type(cx, key, node, &entry.kind.to_string());
            return None;
        };
        let mut valid = true;
        for text in &texts {
            if let Err(expected) = entry.kind.check(&text.value) {
                valid = false;
                let message = format!("invalid value `{text}` for `{key}`");
                let diagnostic = Diagnostic::new(codes::WRONG_VALUE, text.span, message);
                self.report(cx, diagnostic.help(expected));
            }
        }
        valid.then(|| texts.into_iter().map(|text| text.value).collect())
    }
}

/// Returns whether a key is meant as an option of this generator.
pub(in crate::parse) fn is_extension(key: &str) -> bool {
    key.starts_with(EXTENSION_PREFIX)
}

/// Returns the diagnostic for an extension key that an object does not take.
pub(in crate::parse) fn rejected(key: &Text, what: &str, imported: bool) -> Diagnostic {
    if imported {
        let message = format!("extension key `{key}` in an imported file");
        let help = "move the key to the import in the importing file, or set the option where the generator is called";
        return Diagnostic::new(codes::IMPORTED_EXTENSION, key.span, message).help(help);
    }
    let keys = || {
        TABLE
            .iter()
            .filter_map(|entry| Some((entry.extension?, entry.per)))
    };
    let diagnostic = |message: String| Diagnostic::new(codes::UNKNOWN_EXTENSION, key.span, message);
    let owner = keys().find(|(known, _)| *known == key.value);
    let owner = owner.map(|(_, per)| per.to_string());
    let owner = owner.or(OPERATION_KEYS
        .contains(&key.value.as_str())
        .then(|| "a consumed operation".to_owned()));
    if let Some(owner) = owner {
        return diagnostic(format!(
            "misplaced extension key `{key}` in {what}; it is ignored"
        ))
        .help(format!("move the key to {owner}"));
    }
    let diagnostic = diagnostic(format!("unknown extension key `{key}` in {what}; it is ignored"));
    let names = || keys().map(|(known, _)| known).chain(OPERATION_KEYS);
    diagnostic.help(match spelling::nearest(&key.value, names()) {
        Some(near) => format!("a key with a similar name exists: `{near}`"),
        None => format!(
            "known extension keys: `{}`",
            names().collect::<Vec<_>>().join("`, `")
        ),
    })
}

//! Check of the namespaces that options name.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, codes};
use crate::options::{Entry, Options, Per, TABLE};
use crate::source::Span;
use crate::spec::{Document, Entry as Item};
use crate::spelling::nearest;

/// The namespaces of one spec that options can name.
pub(crate) struct Namespaces {
    place: Span,
    apis: Vec<String>,
    adapters: Vec<String>,
}

impl Namespaces {
    /// Returns those of a document whose imports have been resolved.
    pub(crate) fn of(document: &Document) -> Self {
        let apis = document.consumes.iter().map(|item| match item {
            Item::Inline(api) => api.namespace.value.clone(),
            Item::Import(import) => import.name().value.clone(),
        });
        let adapters = document.exposes.iter().filter_map(|item| match item {
            Item::Inline(adapter) => adapter.name().map(|name| name.value.clone()),
            Item::Import(import) => Some(import.name().value.clone()),
        });
        Self {
            place: document.span,
            apis: apis.collect(),
            adapters: adapters.collect(),
        }
    }

    /// Returns those of a file that is not a spec, which has none.
    pub(crate) fn none(place: Span) -> Self {
        Self {
            place,
            apis: Vec::new(),
            adapters: Vec::new(),
        }
    }

    fn names(&self, per: Per) -> &[String] {
        match per {
            Per::Run => &[],
            Per::ConsumedApi => &self.apis,
            Per::Adapter => &self.adapters,
        }
    }
}

/// Returns a diagnostic for each namespace of an option that no spec of the run has.
pub(crate) fn unknown_namespaces(options: &Options, specs: &[Namespaces]) -> Vec<Diagnostic> {
    let Some(last) = specs.last() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in TABLE {
        let names = specs.iter().flat_map(|spec| spec.names(entry.per));
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
        let given = entry.namespaces(options);
        let unknown = given.into_iter().filter(|given| !names.contains(given));
        found.extend(unknown.map(|given| diagnostic(entry, given, &names, last.place)));
    }
    found
}

fn diagnostic(entry: &Entry, given: &str, names: &BTreeSet<&str>, place: Span) -> Diagnostic {
    let message = format!(
        "unknown namespace `{given}` in the option `{}`; expected that of {}",
        entry.name, entry.per
    );
    let help = match nearest(given, names.iter().copied()) {
        Some(near) => format!("a similar name exists: `{near}`"),
        None if names.is_empty() => format!("remove the option; the spec does not have {}", entry.per),
        None => {
            let names: Vec<_> = names.iter().copied().collect();
            format!("known namespaces: `{}`", names.join("`, `"))
        }
    };
    Diagnostic::new(codes::OPTION_NAMESPACE, place, message).help(help)
}

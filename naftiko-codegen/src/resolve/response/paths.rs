//! Resolves paths of outputs. Wildcards and queries become lists.

use crate::diagnostic::Diagnostics;
use crate::json_path::{self, JsonPath, Step};
use crate::model::{self, Path, Read, ReadKind, TypeId};
use crate::spec::Text;

/// Resolves a path; wildcards become lists. Returns `None` after it has reported an invalid path.
pub(super) fn compiled(
    text: &Text,
    kind: ReadKind,
    required: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Read> {
    match json_path::parse(&text.value) {
        Ok(JsonPath::Steps(steps)) => Some(lists(&steps, kind, required)),
        Ok(JsonPath::Query(query)) => {
            diagnostics.push_once(json_path::needs_feature(text));
            Some(queried(query, kind, required))
        }
        Err(invalid) => {
            diagnostics.push(invalid.diagnostic(text));
            None
        }
    }
}

/// Returns the read of a path of RFC 9535: all values for an array or any type, else the first value.
fn queried(query: String, kind: ReadKind, required: bool) -> Read {
    let kind = match kind {
        ReadKind::Value(TypeId::ARRAY | TypeId::ANY) => ReadKind::List(Box::new(Read {
            path: Path::new(),
            required,
            kind: ReadKind::Value(TypeId::ANY),
        })),
        kind => kind,
    };
    Read {
        path: vec![model::Step::Query(query)],
        required,
        kind,
    }
}

fn lists(steps: &[Step], kind: ReadKind, required: bool) -> Read {
    let each = steps.iter().position(|step| *step == Step::Each);
    let Some(each) = each else {
        return Read {
            path: path(steps),
            required,
            kind,
        };
    };
    let (before, after) = (
        steps.get(..each).unwrap_or_default(),
        steps.get(each + 1..).unwrap_or_default(),
    );
    // The wildcard makes the array: `$.items[*].name` of the type `array` is the list of names.
    let element = match kind {
        ReadKind::Value(TypeId::ARRAY) => ReadKind::Value(TypeId::ANY),
        ReadKind::List(item) if after.iter().all(|step| *step != Step::Each) => {
            let mut item = *item;
            let mut prefix = path(after);
            prefix.append(&mut item.path);
            item.path = prefix;
            return Read {
                path: path(before),
                required,
                kind: ReadKind::List(Box::new(item)),
            };
        }
        kind => kind,
    };
    Read {
        path: path(before),
        required,
        kind: ReadKind::List(Box::new(lists(after, element, required))),
    }
}

fn path(steps: &[Step]) -> Path {
    steps.iter().filter_map(single).collect()
}

/// Returns the step of the model; `None` for a wildcard, which selects several values.
pub(in crate::resolve) fn single(step: &Step) -> Option<model::Step> {
    match step {
        Step::Key(key) => Some(model::Step::Key(key.clone())),
        Step::Index(index) => Some(model::Step::Index(*index)),
        Step::FromEnd(place) => Some(model::Step::FromEnd(*place)),
        Step::Each => None,
    }
}

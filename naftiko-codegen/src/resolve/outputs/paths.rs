//! The paths of outputs: wildcards and queries become lists.

use crate::diagnostic::Diagnostics;
use crate::document::Text;
use crate::model::{self, Path, Read, ReadKind, ValueType};
use crate::resolve::json_path::{self, JsonPath, Step};

/// Compiles a path; wildcards become lists. Nothing when it cannot be, which has been reported.
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
            let help = "for example `$.data[0].id`, or `$` for the whole document";
            diagnostics.push(invalid.finding(text, help));
            None
        }
    }
}

/// What a path of RFC 9535 leads to: all of it as a list, or without a type; otherwise the first of it.
fn queried(query: String, kind: ReadKind, required: bool) -> Read {
    let kind = match kind {
        ReadKind::Value(ValueType::Array | ValueType::Any) => ReadKind::List(Box::new(Read {
            path: Path::new(),
            required,
            kind: ReadKind::Value(ValueType::Any),
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
    // `$.items[*].name` typed as an array is the list of names: the array is what the wildcard makes.
    let element = match kind {
        ReadKind::Value(ValueType::Array) => ReadKind::Value(ValueType::Any),
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
    steps.iter().filter_map(Step::single).collect()
}

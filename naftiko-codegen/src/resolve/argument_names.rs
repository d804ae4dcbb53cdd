//! Valid names of tools' arguments for model vendors.

use std::collections::{BTreeSet, HashMap};

use super::exposed::{Adapters, Offer};
use super::mcp::fnv;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Exposed, Source};
use crate::source::Span;

/// The longest name that vendors accept, in characters.
const LENGTH: usize = 64;

/// Renames arguments whose names vendors do not accept (`$filter`, `filter[name]`), and reports them. Vendors accept
/// `^[a-zA-Z0-9_.-]{1,64}$`, and reject the whole list of tools otherwise. Parameters of the called operation keep their names.
pub(super) fn rename(adapters: &mut Adapters<'_>, offer: &Offer<'_>, operation: &mut Exposed) {
    let names = operation.inputs.iter().filter_map(|input| input.source.name());
    let accepted = names.filter(|name| is_accepted(name)).map(str::to_owned);
    let mut names = Names {
        taken: accepted.collect(),
        ..Names::default()
    };
    let declared = offer
        .inputs
        .iter()
        .map(|parameter| (parameter.name.value.as_str(), parameter.name.span));
    let places: HashMap<&str, Span> = declared.collect();
    for input in &mut operation.inputs {
        let Source::Field(name) = &mut input.source else {
            continue;
        };
        if is_accepted(name) {
            continue;
        }
        let free = names.free(&accepted_name(name));
        let span = places.get(name.as_str()).copied().unwrap_or(offer.span);
        let message =
            format!("argument name `{name}` is not valid for model vendors; the argument is named `{free}`");
        adapters.diagnostics.push_alike(
            Diagnostic::new(codes::ARGUMENT_NAME_CHANGED, span, message)
                .help("choose a name of up to 64 letters, digits, `_`, `.` and `-`"),
        );
        *name = free;
    }
}

fn is_accepted(name: &str) -> bool {
    (1..=LENGTH).contains(&name.len()) && name.chars().all(is_accepted_char)
}

fn is_accepted_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
}

/// Returns a valid name: other characters separate words, and a long name is shortened and gets a hash of the whole name.
fn accepted_name(name: &str) -> String {
    let words = name.split(|character| !is_accepted_char(character));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut accepted = words.join("_");
    if accepted.is_empty() {
        accepted.push_str("argument");
    }
    if accepted.len() > LENGTH {
        accepted.truncate(LENGTH - 9);
        accepted = format!("{accepted}_{:08x}", fnv(name));
    }
    accepted
}

/// The names of a tool's arguments.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    /// The next number of a name that is already assigned.
    numbers: HashMap<String, u32>,
}

impl Names {
    /// Returns the name, with a number if another argument has it.
    fn free(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        while self.taken.contains(&free) {
            let number = self.numbers.entry(name.to_owned()).or_insert(2);
            let suffix = format!("_{number}");
            let mut start = name.to_owned();
            start.truncate(LENGTH - suffix.len());
            free = start + &suffix;
            *number += 1;
        }
        self.taken.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_name_is_valid_and_unique() {
        for (name, expected) in [
            ("$filter", "filter"),
            ("filter[name]", "filter_name"),
            ("a b", "a_b"),
            ("größe", "gr_e"),
            ("$", "argument"),
        ] {
            assert_eq!(accepted_name(name), expected);
        }
        let long = accepted_name(&"x".repeat(80));
        assert!(is_accepted(&long) && long.len() == LENGTH, "{long}");
        let mut names = Names::default();
        let three = [(); 3].map(|()| names.free("filter"));
        assert_eq!(three, ["filter", "filter_2", "filter_3"]);
    }
}

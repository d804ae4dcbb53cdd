//! Valid names of tools and their arguments, for MCP clients and model vendors.

use std::collections::{BTreeSet, HashMap};

use super::{Exposed, Offer};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::Source;
use crate::resolve::arguments::Input;
use crate::source::Span;

/// The longest name that MCP clients and vendors accept, in characters.
const LENGTH: usize = 64;

/// The names of an adapter's tools, or of a tool's arguments.
pub(super) struct PortableNames {
    /// The character before numbers and hashes.
    separator: char,
    taken: BTreeSet<String>,
    /// The next number of a name that is already assigned.
    numbers: HashMap<String, u32>,
}

impl PortableNames {
    pub(super) fn of_tools() -> Self {
        Self {
            separator: '-',
            taken: BTreeSet::new(),
            numbers: HashMap::new(),
        }
    }

    /// Returns a name that every MCP client accepts, and reports a change.
    pub(super) fn tool(&mut self, written: &str, span: Span, diagnostics: &mut Diagnostics) -> String {
        let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let portable: String = written
            .chars()
            .map(|c| if is_valid(c) { c } else { '-' })
            .collect();
        let name = self.free(if portable.is_empty() { "tool" } else { &portable }, written);
        if name != written {
            let is_taken = (1..=LENGTH).contains(&written.len()) && written.chars().all(is_valid);
            let problem = if is_taken {
                "is not unique"
            } else {
                "is not valid in MCP"
            };
            let message = format!("tool name `{written}` {problem}; the tool is named `{name}`");
            let diagnostic = Diagnostic::new(codes::TOOL_NAME_CHANGED, span, message);
            diagnostics.push_alike(diagnostic.help("choose a name of up to 64 letters, digits, `_` and `-`"));
        }
        name
    }

    /// Returns a name of at most `LENGTH` characters: a long one gets a hash of the whole name, one that is taken gets a number.
    fn free(&mut self, portable: &str, written: &str) -> String {
        let mut base = portable.to_owned();
        if base.len() > LENGTH {
            base.truncate(LENGTH - 9);
            base = format!("{base}{}{:08x}", self.separator, fnv(written));
        }
        let mut free = base.clone();
        while !self.taken.insert(free.clone()) {
            let number = self.numbers.entry(base.clone()).or_insert(2);
            let suffix = format!("{}{number}", self.separator);
            let mut start = base.clone();
            start.truncate(LENGTH - suffix.len());
            free = start + &suffix;
            *number += 1;
        }
        free
    }
}

/// Renames arguments whose names vendors do not accept (`$filter`, `filter[name]`), and reports them. Vendors accept
/// `^[a-zA-Z0-9_.-]{1,64}$`, and reject the whole list of tools otherwise. Parameters of the called operation keep their names.
pub(super) fn with_accepted_names<'a>(
    exposed: Exposed<'a>,
    offer: &Offer<'_, 'a>,
    diagnostics: &mut Diagnostics,
) -> Exposed<'a> {
    let names = exposed.inputs.iter().filter_map(|input| input.source.name());
    let mut names = PortableNames {
        separator: '_',
        taken: names
            .filter(|name| is_accepted(name))
            .map(str::to_owned)
            .collect(),
        numbers: HashMap::new(),
    };
    let declared = offer.inputs.iter();
    let declared = declared.map(|parameter| (parameter.name.as_str(), parameter.name.span));
    let places: HashMap<&str, Span> = declared.collect();
    let renamed = |input: Input| {
        let name = match &input.source {
            Source::Field(name) if !is_accepted(name) => name,
            _ => return input,
        };
        let free = names.free(&accepted(name), name);
        let span = places.get(name.as_str()).copied().unwrap_or(offer.span);
        let message =
            format!("argument name `{name}` is not valid for model vendors; the argument is named `{free}`");
        let diagnostic = Diagnostic::new(codes::ARGUMENT_NAME_CHANGED, span, message);
        diagnostics
            .push_alike(diagnostic.help("choose a name of up to 64 letters, digits, `_`, `.` and `-`"));
        Input {
            source: Source::Field(free),
            ..input
        }
    };
    Exposed {
        inputs: exposed.inputs.into_iter().map(renamed).collect(),
        ..exposed
    }
}

fn is_accepted(name: &str) -> bool {
    (1..=LENGTH).contains(&name.len()) && name.chars().all(is_accepted_char)
}

fn is_accepted_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')
}

/// Returns the accepted characters of a name; the others separate words.
fn accepted(name: &str) -> String {
    let words = name.split(|character| !is_accepted_char(character));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        "argument".to_owned()
    } else {
        words.join("_")
    }
}

/// Returns the FNV-1a hash, which is the same on every machine and in every version.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn portable_shortens_and_numbers_tool_names() {
        let span = Span::file(SourceId::default());
        let mut diagnostics = Diagnostics::default();
        let mut names = PortableNames::of_tools();
        let mut tool = |name: &str| names.tool(name, span, &mut diagnostics);
        assert_eq!(tool("get-token"), "get-token");
        assert_eq!(tool("get-token"), "get-token-2");
        assert_eq!(tool("get-token"), "get-token-3");
        assert_eq!(tool("a.b c"), "a-b-c");
        let long = tool(&"x".repeat(80));
        assert_eq!(long.len(), LENGTH);
        let again = PortableNames::of_tools().tool(&"x".repeat(80), span, &mut Diagnostics::default());
        assert_eq!(long, again);
    }

    #[test]
    fn accepted_name_is_valid_and_unique() {
        for (name, expected) in [
            ("$filter", "filter"),
            ("filter[name]", "filter_name"),
            ("a b", "a_b"),
            ("größe", "gr_e"),
            ("$", "argument"),
        ] {
            assert_eq!(accepted(name), expected);
        }
        let mut names = PortableNames {
            separator: '_',
            ..PortableNames::of_tools()
        };
        let long = names.free(&accepted(&"x".repeat(80)), &"x".repeat(80));
        assert!(is_accepted(&long) && long.len() == LENGTH, "{long}");
        let three = [(); 3].map(|()| names.free("filter", "$filter"));
        assert_eq!(three, ["filter", "filter_2", "filter_3"]);
    }
}

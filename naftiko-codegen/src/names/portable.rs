//! Names that MCP clients and vendors of models accept.

use std::collections::{BTreeSet, HashMap};

/// The longest name that MCP clients and vendors accept, in characters.
pub(crate) const LENGTH: usize = 64;

/// The longest names of a server and of its tool together, which leave room for what clients put between and before them.
pub(crate) const TOGETHER: usize = 60;

/// The names of an adapter's tools, or of a tool's arguments.
pub(crate) struct PortableNames {
    /// The character before numbers and hashes.
    separator: char,
    taken: BTreeSet<String>,
    /// The next number of a name that is already assigned.
    numbers: HashMap<String, u32>,
}

impl PortableNames {
    /// Creates an empty set of tool names.
    pub(crate) fn of_tools() -> Self {
        Self {
            separator: '-',
            taken: BTreeSet::new(),
            numbers: HashMap::new(),
        }
    }

    /// Creates the names of arguments, of which some are taken.
    pub(crate) fn of_arguments<'n>(taken: impl Iterator<Item = &'n str>) -> Self {
        Self {
            separator: '_',
            taken: taken
                .filter(|name| is_accepted(name))
                .map(str::to_owned)
                .collect(),
            numbers: HashMap::new(),
        }
    }

    /// Returns the accepted name for an argument: its own without other characters.
    pub(crate) fn argument(&mut self, written: &str) -> String {
        self.free(&accepted(written), written)
    }

    /// Returns a name of at most `LENGTH` characters: a long one gets a hash of the whole name, one that is taken gets a number.
    pub(crate) fn free(&mut self, portable: &str, written: &str) -> String {
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

/// Returns whether vendors accept the name of an argument.
pub(crate) fn is_accepted(name: &str) -> bool {
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
        let mut names = PortableNames::of_arguments(std::iter::empty());
        let long = names.argument(&"x".repeat(80));
        assert!(is_accepted(&long) && long.len() == LENGTH, "{long}");
        let three = [(); 3].map(|()| names.argument("$filter"));
        assert_eq!(three, ["filter", "filter_2", "filter_3"]);
    }
}

//! Rules of Agent Skills (agentskills.io) for the names, texts and files of skills.

/// The main file of a skill.
pub(crate) const MAIN_FILE: &str = "SKILL.md";

/// The largest length of a name in characters.
pub(crate) const MAX_NAME: usize = 64;
/// The largest length of a description in characters.
pub(crate) const MAX_DESCRIPTION: usize = 1024;
/// The largest length of `compatibility` in characters.
pub(crate) const MAX_COMPATIBILITY: usize = 500;

/// Returns whether a name is one of a skill: small letters and digits of ASCII, and single hyphens between them.
pub(crate) fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(is_part)
    };
    name.len() <= MAX_NAME && name.split('-').all(is_word)
}

/// Returns the name of a skill that is closest to another name; `skill` for one without letters and digits.
pub(crate) fn name_of(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words = lower.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let mut joined = words.join("-");
    joined.truncate(MAX_NAME);
    let joined = joined.trim_end_matches('-');
    if joined.is_empty() {
        "skill".to_owned()
    } else {
        joined.to_owned()
    }
}

/// Returns a text of at most a number of characters, which ends with a whole word.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(most) else {
        return text;
    };
    let start = text.get(..end).unwrap_or(text);
    let whole = start
        .rsplit_once(char::is_whitespace)
        .map_or(start, |(whole, _)| whole);
    whole.trim_end()
}

/// Returns the YAML at the start of a file, with the line `---` before it and without that after it.
pub(crate) fn front_matter(text: &str) -> Option<&str> {
    let is_fence = |line: &str| line.trim_end() == "---";
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let mut end = lines.next().filter(|line| is_fence(line))?.len();
    for line in lines {
        if is_fence(line) {
            return text.get(..end);
        }
        end += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules() {
        for name in ["a", "parcel-desk", "v2-1"] {
            assert!(is_name(name), "{name}");
            assert_eq!(name_of(name), name);
        }
        for name in ["", "-a", "a-", "a--b", "A", "a_b", "\u{fc}"] {
            assert!(!is_name(name), "{name}");
            assert!(is_name(&name_of(name)), "{name}");
        }
        assert!(is_name(&"a".repeat(64)) && !is_name(&"a".repeat(65)));
        assert_eq!(name_of("My--Parcel_Desk"), "my-parcel-desk");
        assert!(is_name(&name_of(&"ab-".repeat(40))));
    }

    #[test]
    fn front_matter_ends_with_its_fence() {
        assert_eq!(
            front_matter("---\nname: a\n---\n# A\n---\n"),
            Some("---\nname: a\n")
        );
        assert_eq!(
            front_matter("---\r\nname: a\r\n---\r\n"),
            Some("---\r\nname: a\r\n")
        );
        for text in ["", "# A", "---\nname: a\n", "\n---\nname: a\n---\n"] {
            assert_eq!(front_matter(text), None, "{text:?}");
        }
    }

    #[test]
    fn cut_text_ends_with_a_word() {
        assert_eq!((cut("one two", 7), cut("one two", 6)), ("one two", "one"));
        assert_eq!(cut("\u{fc}\u{fc}\u{fc}", 2), "\u{fc}\u{fc}");
    }
}

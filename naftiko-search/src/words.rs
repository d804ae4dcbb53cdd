//! Words of a text: split at case, `_` and `-`, and folded, so that spellings of one word are equal.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest word in bytes. Longer ones are keys and digests, which no one asks for.
const LONGEST: usize = 64;

/// Returns the words of a text in lower case and without accents. Words are those of UAX #29, split where a name changes its case:
/// `getX509Key` has `get`, `x509` and `key`. Ideographs are words of their own.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.is_ascii() {
        let pieces = text.split(|c: char| !c.is_ascii_alphanumeric());
        pieces.for_each(|piece| add_parts(piece, &mut found));
    } else {
        // `_` joins words in UAX #29.
        let pieces = text.split('_').flat_map(|piece| piece.unicode_words());
        pieces.for_each(|piece| add_parts(piece, &mut found));
    }
    found
}

/// Adds the parts of a word between changes of its case.
fn add_parts(word: &str, found: &mut Vec<String>) {
    let mut start = 0;
    let mut before: Option<char> = None;
    let mut letters = word.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next_is_lower = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase() || before.is_numeric() || (before.is_uppercase() && next_is_lower)
            });
        if begins {
            add_folded(word.get(start..at), found);
            start = at;
        }
        before = Some(c);
    }
    add_folded(word.get(start..), found);
}

fn add_folded(part: Option<&str>, found: &mut Vec<String>) {
    let part = part.unwrap_or_default();
    let folded = folded(part);
    if !folded.is_empty() && folded.len() <= LONGEST {
        found.push(folded);
    }
}

/// Returns a word in lower case, in compatible form and without accents.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let letters = word.nfkd().filter(|c| !is_combining_mark(*c));
    let lower: String = letters.flat_map(char::to_lowercase).collect();
    // The one letter of a living language whose upper case is two letters (full case folding of Unicode).
    lower.replace('ß', "ss")
}

/// Returns whether a word says nothing about what is searched for.
pub(crate) fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// In the order of bytes.
const STOP_WORDS: [&str; 66] = [
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "do",
    "does", "each", "every", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it",
    "its", "me", "more", "my", "not", "of", "on", "one", "only", "or", "our", "own", "s", "some", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "us", "use",
    "using", "via", "was", "we", "which", "will", "with", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_case_and_marks() {
        for (text, expected) in [
            ("getX509Key", ["get", "x509", "key"].as_slice()),
            (
                "list-bill_jobs HTTPServer",
                &["list", "bill", "jobs", "http", "server"],
            ),
            ("/organizations/{orgId}", &["organizations", "org", "id"]),
            ("Größe_der Straße", &["grosse", "der", "strasse"]),
            ("GRÖSSE", &["grosse"]),
            ("Создать счёт", &["создать", "счет"]),
            ("請求書", &["請", "求", "書"]),
            ("ﬁle", &["file"]),
            ("İstanbul", &["istanbul"]),
            ("", &[]),
            ("-- !", &[]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert!(words(&"x".repeat(65)).is_empty());
    }

    #[test]
    fn stop_words_are_in_order() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("the") && !is_stop_word("bill"));
    }
}

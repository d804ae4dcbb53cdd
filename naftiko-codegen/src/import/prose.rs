//! Texts for people and agents, made of those of a document.

/// The largest length of a description in characters.
const LONGEST: usize = 300;

/// Returns the first sentence of the first text that is not empty, in one line.
pub(super) fn sentence<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    texts
        .into_iter()
        .map(first_sentence)
        .find(|text| !text.is_empty())
}

fn first_sentence(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let line = line(paragraph);
    let end = line.char_indices().find_map(|(at, character)| {
        let after = line.get(at + character.len_utf8()..)?;
        let ends = matches!(character, '.' | '!' | '?') && begins_sentence(after);
        (ends && !is_abbreviation(line.get(..at)?)).then_some(at + character.len_utf8())
    });
    let sentence = end.and_then(|end| line.get(..end)).unwrap_or(&line);
    match sentence.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", sentence.get(..end).unwrap_or_default().trim_end()),
        None => sentence.to_owned(),
    }
}

/// Returns a text in one line, with one blank between words and without invisible characters.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let visible = |character: &char| !character.is_control() && !crate::prose::is_invisible(*character);
    words.join(" ").chars().filter(visible).collect()
}

/// Returns whether a sentence begins after the blank at the start of a text.
fn begins_sentence(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(' ') else {
        return false;
    };
    rest.starts_with(|first: char| !first.is_lowercase())
}

/// Returns whether the word before a full stop is a usual abbreviation.
fn is_abbreviation(before: &str) -> bool {
    ["e.g", "i.e", "etc", "vs"]
        .iter()
        .any(|known| before.ends_with(known))
}

//! Texts for people and agents, made of those of a document.

use naftiko_search::{first_sentence, shortened};

/// The largest length of a description in bytes.
const LONGEST: usize = 300;

/// Returns the first sentence of the first text that is not empty, in one line.
pub(super) fn sentence<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    texts
        .into_iter()
        .map(|text| line(&shortened(first_sentence(text), LONGEST)))
        .find(|text| !text.is_empty())
}

/// Returns a text in one line, with one blank between words and without invisible characters.
pub(super) fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let visible = |character: &char| !character.is_control() && !crate::prose::is_invisible(*character);
    words.join(" ").chars().filter(visible).collect()
}

//! English stemmer: the algorithm of Porter (1980), without its last step.
//!
//! Words only need the same stem in the index and in a query, so the tidying of a final `e` and `ll` is done by [`stem`] in a shorter
//! way. Both crates of Snowball stemmers need `serde_derive`, which every generated program would have to build (decision 136).

/// Returns the stem of a word. Words with other letters than `a` to `z`, and words of up to three letters, are returned unchanged.
pub(crate) fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut word = Word(word.as_bytes().to_vec());
    word.plural();
    if KEPT.iter().any(|kept| kept.as_bytes() == word.0) {
        return String::from_utf8(word.0).unwrap_or_default();
    }
    word.past();
    word.final_y();
    word.replaced(&LONG_SUFFIXES);
    word.replaced(&MIDDLE_SUFFIXES);
    word.short_suffix();
    word.final_e();
    // Only ASCII bytes are ever written.
    String::from_utf8(word.0).unwrap_or_default()
}

/// Words whose stem would be that of an unrelated word: `custom` has nothing to do with customers.
const KEPT: [&str; 2] = ["customer", "number"];

/// A word under reduction, of ASCII letters.
struct Word(Vec<u8>);

/// Suffixes with what replaces them, where a syllable precedes; the longest comes first.
const LONG_SUFFIXES: [(&str, &str); 21] = [
    ("ational", "ate"),
    ("ization", "ize"),
    ("isation", "ize"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("tional", "tion"),
    ("biliti", "ble"),
    ("ation", "ate"),
    ("alism", "al"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("ousli", "ous"),
    ("entli", "ent"),
    ("ator", "ate"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("iser", "ize"),
    ("alli", "al"),
    ("eli", "e"),
];

const MIDDLE_SUFFIXES: [(&str, &str); 8] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("alise", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

/// Suffixes that are removed where two syllables precede.
const SHORT_SUFFIXES: [&str; 20] = [
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
    "ise", "ion", "al", "er", "ic", "ou",
];

impl Word {
    fn is_vowel(&self, at: usize) -> bool {
        match self.0.get(at) {
            Some(b'a' | b'e' | b'i' | b'o' | b'u') => true,
            Some(b'y') => at > 0 && !self.is_vowel(at - 1),
            _ => false,
        }
    }

    /// Returns the number of consonants after vowels among the first `length` letters, which is about that of syllables.
    fn measure(&self, length: usize) -> usize {
        (1..length)
            .filter(|at| self.is_vowel(at - 1) && !self.is_vowel(*at))
            .count()
    }

    fn has_vowel(&self, length: usize) -> bool {
        (0..length).any(|at| self.is_vowel(at))
    }

    /// Returns the length without a suffix, if the word has it.
    fn without(&self, suffix: &str) -> Option<usize> {
        self.0
            .ends_with(suffix.as_bytes())
            .then(|| self.0.len() - suffix.len())
    }

    fn set(&mut self, length: usize, ending: &str) {
        self.0.truncate(length);
        self.0.extend_from_slice(ending.as_bytes());
    }

    fn plural(&mut self) {
        if let Some(length) = self.without("sses") {
            self.set(length, "ss");
        } else if let Some(length) = self.without("ies") {
            self.set(length, "i");
        } else if self.without("ss").is_none()
            && self.without("us").is_none()
            && let Some(length) = self.without("s")
        {
            self.set(length, "");
        }
    }

    fn past(&mut self) {
        if let Some(length) = self.without("eed") {
            if self.measure(length) > 0 {
                self.set(length, "ee");
            }
            return;
        }
        let suffix = ["ed", "ing"].into_iter().find_map(|suffix| self.without(suffix));
        let Some(length) = suffix.filter(|length| self.has_vowel(*length)) else {
            return;
        };
        self.set(length, "");
        if ["at", "bl", "iz"]
            .iter()
            .any(|ending| self.without(ending).is_some())
        {
            self.0.push(b'e');
        } else if self.ends_double() && !matches!(self.0.last(), Some(b'l' | b's' | b'z')) {
            self.0.pop();
        } else if self.measure(self.0.len()) == 1 && self.ends_short() {
            self.0.push(b'e');
        }
    }

    fn ends_double(&self) -> bool {
        let length = self.0.len();
        length > 1 && self.0.get(length - 1) == self.0.get(length - 2) && !self.is_vowel(length - 1)
    }

    /// Returns whether the word ends with consonant, vowel and consonant, as `fil` of `filing` does.
    fn ends_short(&self) -> bool {
        let length = self.0.len();
        length > 2
            && !self.is_vowel(length - 3)
            && self.is_vowel(length - 2)
            && !self.is_vowel(length - 1)
            && !matches!(self.0.last(), Some(b'w' | b'x' | b'y'))
    }

    fn final_y(&mut self) {
        if let Some(length) = self.without("y").filter(|length| self.has_vowel(*length)) {
            self.set(length, "i");
        }
    }

    fn replaced(&mut self, suffixes: &[(&str, &str)]) {
        let found = suffixes
            .iter()
            .find_map(|(suffix, ending)| Some((self.without(suffix)?, *ending)));
        if let Some((length, ending)) = found.filter(|(length, _)| self.measure(*length) > 0) {
            self.set(length, ending);
        }
    }

    fn short_suffix(&mut self) {
        let found = SHORT_SUFFIXES
            .iter()
            .find_map(|suffix| Some((self.without(suffix)?, *suffix)));
        let Some((length, suffix)) = found.filter(|(length, _)| self.measure(*length) > 1) else {
            return;
        };
        let before = length.checked_sub(1).and_then(|last| self.0.get(last));
        if suffix != "ion" || matches!(before, Some(b's' | b't')) {
            self.set(length, "");
        }
    }

    fn final_e(&mut self) {
        if let Some(length) = self.without("e").filter(|length| *length > 2) {
            self.set(length, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            ["price", "prices", "pricing"].as_slice(),
            &["bill", "bills", "billing", "billed"],
            &["aggregation", "aggregations", "aggregate", "aggregated"],
            &["policy", "policies"],
            &["organization", "organizations", "organisation"],
            &["transcribe", "transcribing", "transcribed"],
            &["activate", "activation", "activated"],
            &["plan", "plans", "planned", "planning"],
            &["address", "addresses"],
            &["status"],
            &["replica", "replicas"],
            &["replicate", "replication"],
        ] {
            let stems: Vec<_> = forms.iter().map(|form| stem(form)).collect();
            assert!(
                stems.iter().all(|found| Some(found) == stems.first()),
                "{forms:?}: {stems:?}"
            );
        }
    }

    #[test]
    fn other_words_have_other_stems() {
        for (one, other) in [
            ("customers", "custom"),
            ("bill", "build"),
            ("node", "note"),
            ("counter", "country"),
            ("station", "state"),
        ] {
            assert_ne!(stem(one), stem(other));
        }
        for unchanged in ["id", "url", "größe", "x509", "счета", ""] {
            assert_eq!(stem(unchanged), unchanged);
        }
    }
}

//! Building of an index.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::packed::{push_digit, push_number};
use crate::sentences::first_sentence;
use crate::stem::stem;
use crate::words::{is_stop_word, words};

/// What an index has of a tool. Every text may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    /// The name, which counts most.
    pub name: &'a str,
    /// The title for users.
    pub title: &'a str,
    /// The description; its first sentence counts more than the rest.
    pub description: &'a str,
    /// The summary of the operation in the document of its API.
    pub summary: &'a str,
    /// The name of its toolset, and the tags of its operation.
    pub toolset: &'a str,
    /// The path of the called operation.
    pub path: &'a str,
    /// The method of the called operation, in upper case.
    pub method: &'a str,
    /// The names of its arguments.
    pub parameters: &'a [String],
}

/// The first line of an index, before the number of its entries.
pub(crate) const FORMAT: &str = "naftiko-search-1 ";

/// The largest impact of a term on an entry, as the index has it.
pub(crate) const LARGEST_IMPACT: u32 = 63;

/// How slowly repeated words add to an impact (k1 of BM25).
const SATURATION: f64 = 1.2;

/// A part of an entry whose words count alike.
#[derive(Clone, Copy)]
struct Field {
    weight: f64,
    /// How much longer texts count less (b of BM25).
    length_penalty: f64,
    /// Whether neighbouring words are also one term, so that `web hook` finds `webhook`.
    joins: bool,
}

const FIELDS: [Field; FIELD_COUNT] = [
    NAME,
    TITLE,
    SUMMARY,
    SENTENCE,
    DESCRIPTION,
    TOOLSET,
    PATH,
    PARAMETERS,
    METHOD,
];
const FIELD_COUNT: usize = 9;
const NAME: Field = field(3.0, 0.7, true);
const TITLE: Field = field(2.0, 0.7, true);
const SUMMARY: Field = field(2.0, 0.6, true);
const SENTENCE: Field = field(1.6, 0.6, true);
const DESCRIPTION: Field = field(0.25, 0.5, false);
const TOOLSET: Field = field(1.2, 0.5, true);
const PATH: Field = field(1.2, 0.7, true);
const PARAMETERS: Field = field(0.3, 0.7, false);
const METHOD: Field = field(0.8, 0.0, false);

const fn field(weight: f64, length_penalty: f64, joins: bool) -> Field {
    Field {
        weight,
        length_penalty,
        joins,
    }
}

/// Returns the index of tools, whose positions are those of the entries. The same entries give the same text.
///
/// Its first line has the number of entries. Each other line has a term and, for each entry with the term, the distance from the
/// entry before and the impact of the term; the lines are in the order of the terms.
pub fn build(entries: &[Entry<'_>]) -> String {
    let vocabulary = Vocabulary::of(entries);
    let counted: Vec<_> = entries.iter().map(|entry| terms(entry, &vocabulary)).collect();
    let averages = averages(&counted);
    let mut postings: BTreeMap<&str, Vec<(usize, u32)>> = BTreeMap::new();
    for (position, fields) in counted.iter().enumerate() {
        let mut frequencies: BTreeMap<&str, f64> = BTreeMap::new();
        for ((field, found), average) in FIELDS.iter().zip(fields).zip(averages) {
            let length = count(found.len());
            let norm = 1.0 - field.length_penalty + field.length_penalty * length / average;
            for term in found {
                *frequencies.entry(term).or_default() += field.weight / norm;
            }
        }
        for (term, frequency) in frequencies {
            postings
                .entry(term)
                .or_default()
                .push((position, impact(frequency)));
        }
    }
    written(entries.len(), &postings)
}

/// Returns the impact of a weighted frequency, at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is between 1 and 63"
)]
fn impact(frequency: f64) -> u32 {
    let saturated = frequency / (frequency + SATURATION);
    (saturated * f64::from(LARGEST_IMPACT)).round().max(1.0) as u32
}

fn written(entries: usize, postings: &BTreeMap<&str, Vec<(usize, u32)>>) -> String {
    let mut text = format!("{FORMAT}{entries}\n");
    for (term, found) in postings {
        text.push_str(term);
        text.push(' ');
        let mut next = 0;
        for (position, impact) in found {
            push_number(&mut text, u32::try_from(position - next).unwrap_or(u32::MAX));
            push_digit(&mut text, *impact);
            next = position + 1;
        }
        text.push('\n');
    }
    text
}

/// The terms of each field of an entry.
type Terms = [Vec<String>; FIELD_COUNT];

fn terms(entry: &Entry<'_>, vocabulary: &Vocabulary) -> Terms {
    let description = entry.description.trim_start();
    let sentence = first_sentence(description);
    let rest = description.get(sentence.len()..).unwrap_or_default();
    let parameters = entry.parameters.join(" ");
    let method = verb_of(entry.method, entry.path);
    let texts = [
        entry.name,
        entry.title,
        entry.summary,
        sentence,
        rest,
        entry.toolset,
        entry.path,
        &parameters,
        method,
    ];
    let mut fields = FIELDS.iter();
    texts.map(|text| {
        let joins = fields.next().is_some_and(|field| field.joins);
        field_terms(text, joins, vocabulary)
    })
}

/// Returns the terms of a text: the stems of its words, of the parts of compound ones, and of neighbours as one word.
fn field_terms(text: &str, joins: bool, vocabulary: &Vocabulary) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut before: Option<String> = None;
    for word in words(text) {
        let parts = vocabulary.parts(&word);
        if parts.len() > 1 {
            found.push(stem(&word));
        }
        for part in parts {
            if is_stop_word(&part) {
                before = None;
                continue;
            }
            if let (true, Some(before)) = (joins, &before) {
                found.push(stem(&format!("{before}{part}")));
            }
            found.push(stem(&part));
            before = Some(part);
        }
    }
    found
}

fn averages(counted: &[Terms]) -> [f64; FIELD_COUNT] {
    let mut averages = [0.0; FIELD_COUNT];
    for (at, average) in averages.iter_mut().enumerate() {
        let lengths = counted.iter().filter_map(|fields| fields.get(at)).map(Vec::len);
        let (filled, total) = lengths
            .filter(|length| *length > 0)
            .fold((0, 0), |(filled, total), length| (filled + 1, total + length));
        *average = (count(total) / count(filled).max(1.0)).max(1.0);
    }
    averages
}

#[expect(clippy::cast_precision_loss, reason = "texts have far fewer words than 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

/// Returns the verb that people use for a method.
fn verb_of(method: &str, path: &str) -> &'static str {
    let is_item = path.trim_end_matches('/').ends_with('}');
    match method {
        "GET" | "HEAD" if is_item => "get",
        "GET" | "HEAD" => "list get",
        "POST" if is_item => "update",
        "POST" => "create",
        "PUT" | "PATCH" => "update",
        "DELETE" => "delete",
        _ => "",
    }
}

/// The words of all texts, by which names in one case (`getclusterhealth`) are split.
struct Vocabulary(HashMap<String, usize>);

/// The shortest compound word, and the shortest part of one that is no stop word.
const SHORTEST_COMPOUND: usize = 7;
const SHORTEST_PART: usize = 3;

/// The smallest number of texts that have a part of a compound word.
const COMMON: usize = 2;

impl Vocabulary {
    fn of(entries: &[Entry<'_>]) -> Self {
        let mut known: HashMap<String, usize> = HashMap::new();
        for entry in entries {
            let texts = [entry.title, entry.summary, entry.description, entry.toolset];
            let found: HashSet<String> = texts.into_iter().flat_map(words).collect();
            for word in found {
                *known.entry(word).or_default() += 1;
            }
        }
        for verb in [
            "get", "list", "create", "update", "delete", "by", "or", "of", "for",
        ] {
            *known.entry(verb.to_owned()).or_default() += COMMON;
        }
        Self(known)
    }

    fn is_part(&self, word: &str) -> bool {
        (word.len() >= SHORTEST_PART || is_stop_word(word))
            && self.0.get(word).is_some_and(|count| *count >= COMMON)
    }

    /// Returns the fewest known words that a word consists of; the word itself if there are none.
    fn parts(&self, word: &str) -> Vec<String> {
        let whole = || vec![word.to_owned()];
        if word.len() < SHORTEST_COMPOUND || !word.is_ascii() {
            return whole();
        }
        // The fewest parts up to each place, with the start of the last one. A word of its own is kept as a whole.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
        if let Some(start) = best.first_mut() {
            *start = Some((0, 0));
        }
        for end in 1..=word.len() {
            let parts = (0..end).filter_map(|start| {
                let (count, _) = best.get(start).copied().flatten()?;
                let part = word.get(start..end)?;
                let known = self.is_part(part) && part.len() < word.len();
                known.then_some((count + 1, start))
            });
            let fewest = parts.min();
            if let Some(place) = best.get_mut(end) {
                *place = fewest;
            }
        }
        let is_word = self.0.get(word).is_some_and(|count| *count >= COMMON);
        if is_word {
            return whole();
        }
        let (mut parts, mut end) = (Vec::new(), word.len());
        while end > 0 {
            let Some((_, start)) = best.get(end).copied().flatten() else {
                return whole();
            };
            parts.push(word.get(start..end).unwrap_or_default().to_owned());
            end = start;
        }
        parts.reverse();
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compound_names_are_split_by_the_words_of_the_texts() {
        let entry = |name, description| Entry {
            name,
            description,
            ..Entry::default()
        };
        let entries = [
            entry("getclusterhealth", "Gets the health of a cluster."),
            entry("listclusters", "Lists the clusters, and the health of a cluster."),
        ];
        let vocabulary = Vocabulary::of(&entries);
        assert_eq!(vocabulary.parts("getclusterhealth"), ["get", "cluster", "health"]);
        assert_eq!(vocabulary.parts("getunknownhealth"), ["getunknownhealth"]);
        assert_eq!(vocabulary.parts("cluster"), ["cluster"]);
    }

    #[test]
    fn index_is_one_text_and_equal_for_equal_entries() {
        let entries = [Entry {
            name: "list-bills",
            description: "Lists bills. Of an account.",
            path: "/bills",
            method: "GET",
            ..Entry::default()
        }];
        let text = build(&entries);
        assert_eq!(text, build(&entries));
        assert!(text.starts_with("naftiko-search-1 1\n"), "{text}");
        let terms: Vec<_> = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert!(
            terms.is_sorted() && terms.contains(&"bill") && terms.contains(&"account"),
            "{terms:?}"
        );
        assert_eq!(build(&[]), "naftiko-search-1 0\n");
    }
}

//! Ranking of the entries of an index by a query.

use crate::build::LARGEST_IMPACT;
use crate::index::{Hit, Index};
use crate::stem::stem;
use crate::synonyms::{alternatives, is_verb};
use crate::words::{is_stop_word, words};

/// The largest number of words of a query that count.
const MOST_WORDS: usize = 24;

/// How much a verb counts. It chooses among operations; it does not make one relevant.
const VERB: f32 = 0.8;

/// How much neighbouring words that are neighbours in the entry add.
const PHRASE: f32 = 0.5;

/// The impact from which a word is a subject of the entry, and not only mentioned.
const SUBJECT: f32 = 0.55;

/// The smallest share of the meaning of a query that an entry must have.
const FLOOR: f32 = 0.45;

/// The smallest share of the best score that is still found.
const SHARE_OF_BEST: f32 = 0.4;

/// A word of the query with the terms that mean it.
struct Concept {
    terms: Vec<(String, f32)>,
    is_verb: bool,
}

/// Returns the visible entries that fit a query, the best first.
pub(crate) fn ranked(index: &Index, query: &str, is_visible: &dyn Fn(usize) -> bool) -> Vec<Hit> {
    let mut given = words(query);
    given.truncate(MOST_WORDS);
    let given: Vec<String> = given.into_iter().filter(|word| !is_stop_word(word)).collect();
    let mut sums = Sums::new(index.entries());
    for concept in concepts(index, &given) {
        sums.add(index, &concept);
    }
    for (word, next) in given.iter().zip(given.iter().skip(1)) {
        sums.add_phrase(index, &stem(&format!("{word}{next}")));
    }
    sums.hits(is_visible)
}

/// Returns the concepts of a query, each once.
fn concepts(index: &Index, given: &[String]) -> Vec<Concept> {
    let mut seen: Vec<String> = Vec::new();
    let mut concepts = Vec::new();
    for (at, word) in given.iter().enumerate() {
        let term = stem(word);
        if seen.contains(&term) {
            continue;
        }
        seen.push(term.clone());
        let neighbours = [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| given.get(at)));
        concepts.push(concept(index, word, term, neighbours));
    }
    concepts
}

fn concept(index: &Index, word: &str, term: String, [before, after]: [Option<&String>; 2]) -> Concept {
    let is_verb = is_verb(&term);
    let mut terms = alternatives(&term);
    // `web hook` also finds `webhook`, and `webhook` finds `web hook`, which the index has as one term.
    let joined = [
        before.map(|before| format!("{before}{word}")),
        after.map(|after| format!("{word}{after}")),
    ];
    terms.extend(joined.into_iter().flatten().map(|joined| (stem(&joined), 1.0)));
    terms.push((term, 1.0));
    terms.retain(|(term, _)| index.postings(term).is_some());
    Concept { terms, is_verb }
}

/// The scores of all entries.
struct Sums {
    entries: f32,
    scores: Vec<f32>,
    /// The part of the query's meaning that each entry has.
    covered: Vec<f32>,
    /// The meaning of the whole query.
    meaning: f32,
    /// The best match of the current concept, by entry.
    best: Vec<f32>,
}

impl Sums {
    fn new(entries: usize) -> Self {
        Self {
            entries: count(entries),
            scores: vec![0.0; entries],
            covered: vec![0.0; entries],
            meaning: 0.0,
            best: vec![0.0; entries],
        }
    }

    /// Returns the weight of a term that a number of entries has: rare ones say more.
    fn rarity(&self, entries: usize) -> f32 {
        let having = count(entries);
        (1.0 + (self.entries - having + 0.5) / (having + 0.5)).ln()
    }

    fn add(&mut self, index: &Index, concept: &Concept) {
        self.best.fill(0.0);
        let mut rarity: Option<f32> = None;
        // The word itself comes last, and decides how much the concept counts.
        for (term, weight) in &concept.terms {
            let mut having = 0;
            for (entry, impact) in index.postings(term).into_iter().flatten() {
                having += 1;
                if let Some(best) = self.best.get_mut(entry) {
                    *best = best.max(weight * strength(impact));
                }
            }
            rarity = Some(rarity.map_or(self.rarity(having), |known| known.min(self.rarity(having))));
        }
        let rarity = rarity.unwrap_or_else(|| self.rarity(0));
        let weight = if concept.is_verb { VERB } else { 1.0 };
        if !concept.is_verb {
            self.meaning += rarity;
        }
        let sums = self.scores.iter_mut().zip(&mut self.covered);
        for ((score, covered), best) in sums.zip(&self.best) {
            *score += weight * rarity * best;
            if !concept.is_verb {
                *covered += rarity * (best / SUBJECT).min(1.0);
            }
        }
    }

    fn add_phrase(&mut self, index: &Index, term: &str) {
        let Some(postings) = index.postings(term) else {
            return;
        };
        let found: Vec<_> = postings.collect();
        let rarity = self.rarity(found.len());
        for (entry, impact) in found {
            if let Some(score) = self.scores.get_mut(entry) {
                *score += PHRASE * rarity * strength(impact);
            }
        }
    }

    /// Returns the entries that cover enough of the query and are not far behind the best one.
    fn hits(self, is_visible: &dyn Fn(usize) -> bool) -> Vec<Hit> {
        let floor = FLOOR * self.meaning;
        let found = self.scores.into_iter().zip(self.covered).enumerate();
        let fits = |(entry, (score, covered)): (usize, (f32, f32))| {
            (score > 0.0 && covered >= floor && is_visible(entry)).then_some(Hit { entry, score })
        };
        let mut hits: Vec<Hit> = found.filter_map(fits).collect();
        hits.sort_by(|one, other| {
            other
                .score
                .total_cmp(&one.score)
                .then(one.entry.cmp(&other.entry))
        });
        let least = hits.first().map_or(0.0, |best| best.score * SHARE_OF_BEST);
        hits.retain(|hit| hit.score >= least);
        hits
    }
}

#[expect(clippy::cast_precision_loss, reason = "an impact has six bits")]
fn strength(impact: u32) -> f32 {
    impact as f32 / LARGEST_IMPACT as f32
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a server has far fewer tools than 2^24"
)]
fn count(number: usize) -> f32 {
    number as f32
}

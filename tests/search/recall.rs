//! How often questions find their operations.

use crate::apis::{Api, Searched};
use crate::questions::{self, Question};

/// The first lines of the table in docs/mcp.md.
pub(crate) const HEADER: &str = "\
| tools of | number | questions | served | first | in five | not served | false offers |
|---|---|---|---|---|---|---|---|
";

/// What an API keeps, in percent: the operation comes first, and among five; unservable questions that find something.
pub(crate) struct Floor {
    pub(crate) first: usize,
    pub(crate) five: usize,
    pub(crate) offers: usize,
}

impl Floor {
    pub(crate) const fn new(first: usize, five: usize, offers: usize) -> Self {
        Self { first, five, offers }
    }
}

/// Counts of the questions of an API.
#[derive(Default)]
pub(crate) struct Recall {
    servable: usize,
    first: usize,
    five: usize,
    unservable: usize,
    offers: usize,
}

impl Recall {
    /// Searches with the questions of an API that were held out, or with the others. `NAFTIKO_SHOW_MISSES` prints what those others miss.
    pub(crate) fn measure(api: &Api, searched: &Searched, is_held_out: bool) -> Self {
        let mut recall = Self::default();
        let shows = std::env::var_os("NAFTIKO_SHOW_MISSES").is_some() && !is_held_out;
        let questions = questions::read(api.name);
        let unknown = questions
            .iter()
            .flat_map(|question| question.unknown(&searched.tools));
        let unknown: Vec<&str> = unknown.collect();
        assert!(unknown.is_empty(), "{}: unknown tools {unknown:?}", api.name);
        for question in questions
            .iter()
            .filter(|question| question.is_held_out == is_held_out)
        {
            let hits = searched.index.search(&question.query, |_| true);
            let found = hits.iter().filter_map(|hit| searched.tools.get(hit.entry));
            let found: Vec<&str> = found.map(String::as_str).collect();
            let is_right = recall.add(question, &found);
            if shows && !is_right {
                let first: Vec<_> = found.iter().take(5).collect();
                println!(
                    "{}: {:?} wants {:?}, finds {first:?}",
                    api.name, question.query, question.served_by
                );
            }
        }
        recall
    }

    /// Counts a question, and returns whether the best answer was found.
    fn add(&mut self, question: &Question, found: &[&str]) -> bool {
        if question.served_by.is_empty() {
            self.unservable += 1;
            self.offers += usize::from(!found.is_empty());
            return found.is_empty();
        }
        self.servable += 1;
        let place = found.iter().position(|tool| question.is_served_by(tool));
        self.first += usize::from(place == Some(0));
        self.five += usize::from(place.is_some_and(|place| place < 5));
        place == Some(0)
    }

    pub(crate) fn keeps(&self, floor: &Floor) -> bool {
        percent(self.first, self.servable) >= floor.first
            && percent(self.five, self.servable) >= floor.five
            && percent(self.offers, self.unservable) <= floor.offers
    }

    pub(crate) fn row(&self, api: &Api, part: &str, tools: usize) -> String {
        let (served, unserved) = (self.servable, self.unservable);
        let [first, five] = [self.first, self.five].map(|count| percent(count, served));
        let offers = percent(self.offers, unserved);
        format!(
            "| {} | {tools} | {part} | {served} | {first} % | {five} % | {unserved} | {offers} % |\n",
            api.title
        )
    }
}

fn percent(part: usize, all: usize) -> usize {
    (100 * part + all / 2) / all.max(1)
}

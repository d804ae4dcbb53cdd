//! Files of questions: what a person asks, what an agent searches for, and the operations that serve it.

use std::fs;

use naftiko_tests::workspace;

/// A question. What the person asked is in the file, for readers.
pub(crate) struct Question {
    pub(crate) query: String,
    /// The tools that serve it; none when no tool does.
    pub(crate) served_by: Vec<String>,
    /// Whether it was set aside while the ranking was tuned: every second question is.
    pub(crate) is_held_out: bool,
}

impl Question {
    /// Returns whether a tool serves the question.
    pub(crate) fn is_served_by(&self, tool: &str) -> bool {
        self.served_by.iter().any(|name| is_named(tool, name))
    }

    /// Returns the names of the question that no tool has.
    pub(crate) fn unknown<'q>(&'q self, tools: &'q [String]) -> impl Iterator<Item = &'q str> {
        let names = self.served_by.iter().map(String::as_str);
        names.filter(|name| !tools.iter().any(|tool| is_named(tool, name)))
    }
}

/// Returns whether a tool has the name of a file. A `*` at its end stands for any end.
fn is_named(tool: &str, name: &str) -> bool {
    name.strip_suffix('*')
        .map_or(tool == name, |start| tool.starts_with(start))
}

/// Returns the questions of an API.
pub(crate) fn read(name: &str) -> Vec<Question> {
    let path = workspace().join(format!("tests/search/questions/{name}.txt"));
    let text = fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .enumerate()
        .map(|(place, line)| question(place, line))
        .collect()
}

fn question(place: usize, line: &str) -> Question {
    let mut parts = line.split('|').map(str::trim);
    let [_, query, served_by] = [(); 3].map(|()| parts.next().unwrap_or_default().to_owned());
    assert!(!query.is_empty() && !served_by.is_empty(), "{line}");
    let served_by = served_by.split(',').map(str::trim).filter(|name| *name != "-");
    Question {
        served_by: served_by.map(str::to_owned).collect(),
        is_held_out: place % 2 == 1,
        query,
    }
}

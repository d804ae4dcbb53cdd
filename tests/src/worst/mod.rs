//! Specs at the limits of a file: as many values or bytes as it may have, all spent on one kind of thing.
#![allow(
    clippy::too_many_lines,
    clippy::format_collect,
    reason = "tables of specs, one a row, and made once"
)]

mod amplified;
mod consumed;
mod exposed;
mod mistaken;
mod written;

/// Bytes of a spec, a little below the limit of a file.
pub const BYTES: usize = (8 << 20) - 4096;

/// Values of a spec, a little below the limit of a file.
pub const VALUES: usize = 199_000;

/// A kind of spec that costs a naive generator more than its size.
pub struct Family {
    /// The name, in words joined by hyphens.
    pub name: &'static str,
    /// What stands before and after the items.
    frame: (String, String),
    item: Box<dyn Fn(usize) -> String>,
    /// How many items there are at most.
    most: usize,
}

impl std::fmt::Debug for Family {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Family")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Family {
    /// A family whose items stand between two texts.
    fn new(
        name: &'static str,
        before: impl Into<String>,
        item: impl Fn(usize) -> String + 'static,
        after: impl Into<String>,
    ) -> Self {
        Self {
            name,
            frame: (before.into(), after.into()),
            item: Box::new(item),
            most: usize::MAX,
        }
    }

    /// The same with a number of items that is reached before the limits of a file.
    fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The spec with as many items as `values` and `bytes` allow.
    pub fn spec(&self, values: usize, bytes: usize) -> String {
        let (before, after) = &self.frame;
        let mut text = before.clone();
        let (mut outside, mut counter) = (Counter::default(), Counter::default());
        counter.read(before);
        outside.read(after);
        for index in 0..self.most {
            let item = (self.item)(index);
            counter.read(&item);
            if counter.values + outside.values > values || text.len() + item.len() + after.len() > bytes {
                break;
            }
            text.push_str(&item);
        }
        text + after
    }
}

/// Every family.
pub fn families() -> Vec<Family> {
    let kinds = [
        written::families(),
        consumed::families(),
        exposed::families(),
        amplified::families(),
        mistaken::families(),
    ];
    kinds.into_iter().flatten().collect()
}

/// Counts the values of a text in flow style or of simple lines, keys included: an upper bound.
#[derive(Default)]
struct Counter {
    values: usize,
    /// The quote that is open.
    quote: Option<char>,
    /// Whether a scalar goes on.
    within: bool,
}

impl Counter {
    fn read(&mut self, text: &str) {
        for character in text.chars() {
            if let Some(open) = self.quote {
                self.quote = (character != open).then_some(open);
                continue;
            }
            match character {
                '"' | '\'' => {
                    self.quote = Some(character);
                    self.values += 1;
                    self.within = true;
                }
                '{' | '[' => {
                    self.values += 1;
                    self.within = false;
                }
                ' ' | '\n' | ',' | ':' | '}' | ']' => self.within = false,
                _ => {
                    self.values += usize::from(!self.within);
                    self.within = true;
                }
            }
        }
    }
}

/// A spec with these consumed APIs and adapters, each text the inside of a list.
fn capability(consumes: &str, exposes: &str) -> String {
    let sections = [("consumes", consumes), ("exposes", exposes)];
    let sections: Vec<String> = sections
        .iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(key, items)| format!("{key}: [\n{items}\n]"))
        .collect();
    format!(
        "naftiko: 1.0.0-alpha2\ncapability: {{{}}}\n",
        sections.join(",\n")
    )
}

/// The same, split at the mark `@@`, where the items go.
fn framed(consumes: &str, exposes: &str) -> (String, String) {
    let text = capability(consumes, exposes);
    let (before, after) = text.split_once("@@").unwrap_or((&text, ""));
    (before.to_owned(), after.to_owned())
}

/// An API `a` with these resources.
fn api(resources: &str) -> String {
    format!("{{type: http, namespace: a, baseUri: 'https://a.test', resources: [\n{resources}\n]}}")
}

/// A resource `/p` of a consumed API with these operations.
fn resource(operations: &str) -> String {
    format!("{{name: p, path: /p, operations: [\n{operations}\n]}}")
}

/// An API `a` with one operation `a.o`, whose further keys are given.
fn one_operation(keys: &str) -> String {
    api(&resource(&format!("{{name: o, {keys}}}")))
}

/// An MCP adapter with these keys.
fn mcp(keys: &str) -> String {
    format!("{{type: mcp, namespace: desk, port: 9090, {keys}}}")
}

/// A REST adapter with these resources.
fn rest(resources: &str) -> String {
    format!("{{type: rest, namespace: web, port: 8080, resources: [\n{resources}\n]}}")
}

/// A family between the texts around `@@` of a capability.
fn family(
    name: &'static str,
    consumes: &str,
    exposes: &str,
    item: impl Fn(usize) -> String + 'static,
) -> Family {
    let (before, after) = framed(consumes, exposes);
    Family::new(name, before, item, after)
}

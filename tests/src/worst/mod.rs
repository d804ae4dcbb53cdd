//! Specs at the limits of a file: as many values or bytes as possible of one kind.
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

/// The bytes of a spec, a little below the limit of a file.
pub const BYTES: usize = (8 << 20) - 4096;

/// The values of a spec, a little below the limit of a file.
pub const VALUES: usize = 199_000;

/// A kind of spec that may take more time or memory than its size.
pub struct Family {
    /// The name, in words joined by hyphens.
    pub name: &'static str,
    /// The text before and after the items.
    frame: (String, String),
    item: Box<dyn Fn(usize) -> String>,
    /// The maximum number of items.
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
    /// Creates a family from the text before the items, the items and the text after them.
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

    /// Sets a maximum number of items, which is reached before the limits of a file.
    fn at_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// Returns the spec with as many items as `values` and `bytes` allow.
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

/// Returns every family.
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

/// Counts the values and keys of YAML in flow style or in simple lines. The count is an upper bound.
#[derive(Default)]
struct Counter {
    values: usize,
    /// The open quote.
    quote: Option<char>,
    /// Whether the last character belongs to a scalar.
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

/// Returns a spec with consumed APIs and adapters, each text the items of a list.
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

/// Returns such a spec, split at `@@`, the place of the items.
fn framed(consumes: &str, exposes: &str) -> (String, String) {
    let text = capability(consumes, exposes);
    let (before, after) = text.split_once("@@").unwrap_or((&text, ""));
    (before.to_owned(), after.to_owned())
}

/// Returns an API `a` with resources.
fn api(resources: &str) -> String {
    format!("{{type: http, namespace: a, baseUri: 'https://a.test', resources: [\n{resources}\n]}}")
}

/// Returns a resource `/p` of a consumed API with operations.
fn resource(operations: &str) -> String {
    format!("{{name: p, path: /p, operations: [\n{operations}\n]}}")
}

/// Returns an API `a` with one operation `a.o`, which has further keys.
fn one_operation(keys: &str) -> String {
    api(&resource(&format!("{{name: o, {keys}}}")))
}

/// Returns an MCP adapter with keys.
fn mcp(keys: &str) -> String {
    format!("{{type: mcp, namespace: desk, port: 9090, {keys}}}")
}

/// Returns a REST adapter with resources.
fn rest(resources: &str) -> String {
    format!("{{type: rest, namespace: web, port: 8080, resources: [\n{resources}\n]}}")
}

/// Returns a family whose items are in the place `@@` of a capability.
fn family(
    name: &'static str,
    consumes: &str,
    exposes: &str,
    item: impl Fn(usize) -> String + 'static,
) -> Family {
    let (before, after) = framed(consumes, exposes);
    Family::new(name, before, item, after)
}

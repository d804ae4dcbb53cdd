//! Random specs of odd parts: every key of the format, both dialects, unusual names and types.

mod consumed;
mod exposed;
mod others;
mod words;

use std::fmt::Write as _;

use crate::hostile::Numbers;
use words::{JSON_PATHS, NAMES, VALUES};

/// The file that odd specs import from: path and text.
pub const IMPORTED: (&str, &str) = (
    "shared/parts.yaml",
    "ikanos: 1.0.0-beta5\nconsumes:\n- {type: http, namespace: parts, baseUri: 'https://parts.test', resources: {p: {path: '/p/{id}', \
     operations: {get: {method: GET}, type: {method: POST, body: {type: json, data: {a: '{{x}}'}}}}}}}\n",
);

/// The generator of odd specs.
#[derive(Debug)]
struct Odd {
    numbers: Numbers,
    /// Whether named objects are maps.
    maps: bool,
    /// `namespace.operation` of consumed operations.
    calls: Vec<String>,
    /// The names of parameters.
    known: Vec<&'static str>,
}

/// Returns specs with their imports after a line `+++ path`; the same ones for the same seed.
pub fn specs(count: usize, seed: u64) -> Vec<String> {
    let mut odd = Odd {
        numbers: Numbers::new(seed),
        maps: false,
        calls: Vec::new(),
        known: Vec::new(),
    };
    (0..count).map(|_| odd.spec()).collect()
}

/// Returns a string in double quotes.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n").replace('\t', "\\t"))
}

impl Odd {
    fn pick(&mut self, items: &[&'static str]) -> &'static str {
        let index = self.numbers.below(items.len());
        items.get(index).copied().unwrap_or_default()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.numbers.below(100) < percent
    }

    fn quote(&mut self, items: &[&'static str]) -> String {
        quoted(self.pick(items))
    }

    /// Writes a key with a value, most of the time.
    fn maybe(
        &mut self,
        body: &mut String,
        percent: usize,
        key: &str,
        value: impl FnOnce(&mut Self) -> String,
    ) {
        if self.chance(percent) {
            let value = value(self);
            let _ = write!(body, "{key}: {value}, ");
        }
    }

    /// Writes named objects in the form of the dialect, rarely in the other.
    fn named(&mut self, most: usize, item: impl Fn(&mut Self, &str) -> String) -> String {
        let maps = self.maps != self.chance(4);
        let mut names: Vec<&str> = Vec::new();
        let mut items = Vec::new();
        for _ in 0..self.numbers.below(most + 1) {
            let name = self.pick(&NAMES);
            if maps && names.contains(&name) {
                continue;
            }
            names.push(name);
            let body = item(self, name);
            items.push(if maps {
                format!("{}: {{{body}}}", quoted(name))
            } else {
                format!("{{name: {}, {body}}}", quoted(name))
            });
        }
        let (open, close) = if maps { ("{", "}") } else { ("[", "]") };
        format!("{open}{}{close}", items.join(", "))
    }

    /// Returns the name of a parameter, half of the time.
    fn name(&mut self) -> &'static str {
        let index = self.numbers.below(self.known.len());
        match self.known.get(index).copied() {
            Some(known) if self.chance(50) => known,
            _ => self.pick(&NAMES),
        }
    }

    /// Returns a template, half of the time with the name of a parameter.
    fn text(&mut self) -> String {
        let name = self.name();
        match self.numbers.below(8) {
            0 => quoted(&format!("{{{{{name}}}}}")),
            1 => quoted(&format!("a {{{{tools.{name}}}}} é")),
            2 => quoted(&format!("m.{name}")),
            3 => quoted(&format!("rest.{name}")),
            _ => self.quote(&VALUES),
        }
    }

    fn described(&mut self, body: &mut String) {
        let display = if self.maps { "display" } else { "label" };
        self.maybe(body, 30, display, |odd| odd.quote(&NAMES));
        self.maybe(body, 70, "description", |odd| odd.quote(&NAMES));
        self.maybe(body, 10, "tags", |_| "[a, b]".to_owned());
    }

    fn json(&mut self, depth: usize) -> String {
        match self.numbers.below(if depth == 0 { 4 } else { 6 }) {
            0 => self.text(),
            1 => "7".to_owned(),
            2 => "true".to_owned(),
            3 => "null".to_owned(),
            4 => format!("[{}, {}]", self.json(depth - 1), self.json(depth - 1)),
            _ => {
                let (first, second) = (self.pick(&NAMES), self.pick(&NAMES));
                let value = self.json(depth - 1);
                if first == second {
                    format!("{{{}: {value}}}", quoted(first))
                } else {
                    format!(
                        "{{{}: {value}, {}: {}}}",
                        quoted(first),
                        quoted(second),
                        self.json(depth - 1)
                    )
                }
            }
        }
    }

    fn output(&mut self, depth: usize) -> String {
        let kind = self.numbers.below(if depth == 0 { 2 } else { 4 });
        let source = if self.chance(85) { "mapping" } else { "value" };
        let path = self.quote(&JSON_PATHS);
        match kind {
            2 => {
                let items = self.output(depth - 1);
                format!("type: array, mapping: {path}, items: {{{items}}}")
            }
            3 => {
                let mut fields: Vec<String> = Vec::new();
                let mut names = Vec::new();
                for _ in 0..=self.numbers.below(4) {
                    let name = self.pick(&NAMES);
                    if !names.contains(&name) {
                        names.push(name);
                        fields.push(format!("{}: {{{}}}", quoted(name), self.output(depth - 1)));
                    }
                }
                format!("type: object, properties: {{{}}}", fields.join(", "))
            }
            _ => format!("type: {}, {source}: {path}", self.quote(&words::TYPES)),
        }
    }

    fn spec(&mut self) -> String {
        self.maps = self.chance(50);
        (self.calls, self.known) = (Vec::new(), Vec::new());
        let (marker, display) = if self.maps {
            ("ikanos: 1.0.0-beta5", "display")
        } else {
            ("naftiko: 1.0.0-alpha2", "label")
        };
        let mut spec = format!(
            "{marker}\ninfo: {{{display}: {}, description: Odd}}\n",
            self.quote(&NAMES)
        );
        spec.push_str("binds: [{namespace: env, keys: {TOKEN: TOKEN, SIZE: size}}]\ncapability:\n");
        let consumes: Vec<String> = (0..self.numbers.below(4)).map(|_| self.api()).collect();
        let imports = self.chance(15);
        if imports {
            self.calls
                .extend(["parts.get".to_owned(), "other.type".to_owned()]);
        }
        let aggregates = self.aggregates(display);
        let exposes = self.exposes();
        for (section, mut entries) in [
            ("consumes", consumes),
            ("aggregates", aggregates),
            ("exposes", exposes),
        ] {
            if section == "consumes" && imports {
                let key = if self.chance(50) { "from" } else { "location" };
                entries.push(format!("{key}: shared/parts.yaml, import: parts"));
                entries.push(format!("{key}: shared/parts.yaml, import: parts, as: other"));
            }
            match entries.as_slice() {
                [] if self.chance(50) => {}
                [] => {
                    let _ = writeln!(spec, "  {section}: []");
                }
                entries => {
                    let _ = writeln!(spec, "  {section}:");
                    for entry in entries {
                        let _ = writeln!(spec, "  - {{{entry}}}");
                    }
                }
            }
        }
        if imports {
            let _ = write!(spec, "+++ {}\n{}", IMPORTED.0, IMPORTED.1);
        }
        spec
    }
}

//! Hostile specs: any bytes give diagnostics or valid Rust.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use naftiko_codegen::diagnostic::Style;
use naftiko_codegen::{Outcome, build};

use crate::described::CALLING_SPEC;
use crate::texts::Texts;

/// The largest time for one spec, on a busy machine and without optimisation. Work that grows faster than a spec takes far longer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Generates code from bytes, with imports after lines `+++ path`, and checks the result.
///
/// # Errors
///
/// The code is not valid Rust, or the time exceeds the bound.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    check_files(&Texts::files(bytes))
}

/// Generates code from a spec that calls `GET /thing` and `PATCH /thing` of an API whose document is these bytes, and checks the result.
///
/// # Errors
///
/// The code is not valid Rust, or the time exceeds the bound.
pub fn check_document(bytes: &[u8]) -> Result<(), String> {
    check_files(&Texts::spec(CALLING_SPEC).with("spec.openapi.yaml", bytes))
}

/// Generates code from files, and checks the result.
///
/// # Errors
///
/// The code is not valid Rust, or the time exceeds the bound.
pub fn check_files(texts: &Texts) -> Result<(), String> {
    let start = Instant::now();
    let outcome = texts.compile();
    for style in [Style::Terminal, Style::Plain, Style::Json] {
        outcome.report.render(style);
    }
    directives(&outcome)?;
    let mut diagnostics = outcome.report.diagnostics().iter();
    if let Some(defect) = diagnostics.find(|found| found.code().id() == "NK0901") {
        return Err(defect.message().to_owned());
    }
    if outcome.modules.is_empty() && !outcome.report.has_errors() {
        return Err("neither code nor an error".to_owned());
    }
    for module in &outcome.modules {
        for (path, text) in module.files() {
            let is_document = path.extension().is_some_and(|extension| extension == "json");
            let read = if is_document {
                is_json(&text)
            } else {
                parses(&text)
            };
            read.map_err(|error| format!("{} does not parse: {error}\n{text}", path.display()))?;
        }
        let single = module.single_file();
        parses(&single).map_err(|error| format!("the single file does not parse: {error}\n{single}"))?;
    }
    let taken = start.elapsed();
    if taken > PATIENCE {
        return Err(format!("took {taken:?}"));
    }
    Ok(())
}

/// Checks that every line of a build script's output is one expected directive. A path that directives cannot express is rejected.
fn directives(outcome: &Outcome) -> Result<(), String> {
    for line in build::directives(outcome).unwrap_or_default() {
        let ours = ["cargo::rerun-if-changed=", "cargo::warning="];
        let is_ours = ours.iter().any(|directive| line.starts_with(directive));
        if !is_ours || line.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            return Err(format!("the build script would print {line:?}"));
        }
    }
    Ok(())
}

/// Checks that a text is Rust without characters that disguise it, and that the fields of its structs have different names.
fn is_json(text: &str) -> Result<(), String> {
    let read = serde_json::from_str::<serde_json::Value>(text);
    read.map(drop).map_err(|error| error.to_string())
}

fn parses(text: &str) -> Result<(), String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    for item in &file.items {
        let syn::Item::Struct(item) = item else { continue };
        let mut names = HashSet::new();
        if let Some(field) = item.fields.iter().find(|field| !names.insert(&field.ident)) {
            let name = field.ident.as_ref().map(ToString::to_string);
            return Err(format!("`{}` has two fields {name:?}", item.ident));
        }
    }
    match text.chars().find(|character| is_deceptive(*character)) {
        Some(character) => Err(format!(
            "U+{:04X} changes how the text is shown",
            u32::from(character)
        )),
        None => Ok(()),
    }
}

/// Returns whether a character disguises a text: controls of direction and of the terminal.
fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || character.is_control() && !matches!(character, '\n' | '\t')
}

/// A deterministic generator of numbers (xorshift).
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Creates the generator of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns the next number below a bound; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16)
            .unwrap_or_default()
            .checked_rem(bound)
            .unwrap_or_default()
    }

    /// Returns one of some items.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> Option<&'a T> {
        items.get(self.below(items.len())).copied()
    }
}

/// The texts that mutations insert.
const SPLINTERS: [&str; 44] = [
    "", " ", "\n", "\t", "- ", ": ", "{", "}", "[", "]", "{{", "}}", "'", "\"", "#", "&a ", "*a", "|", ">",
    "%", "@", "`", "\\", "*/", "/*", "\"#", "\"##", "r#\"", "```\n", "\u{202e}", "\u{feff}", "\r\n", "\0",
    "é😀", "null", "true", "-1", "$.", "$.a[0]", "type", "Self", "crate", "..", "/",
];

/// Returns a text that differs from another one in a few places. Some parts come from `others`.
pub fn mutate(text: &str, others: &[&str], numbers: &mut Numbers) -> String {
    let mut mutated = text.to_owned();
    for _ in 0..=numbers.below(4) {
        let lines: Vec<&str> = mutated.lines().collect();
        let line = numbers.below(lines.len());
        let (from, to) = (place(&mutated, numbers), place(&mutated, numbers));
        let (from, to) = (from.min(to), from.max(to).min(from.min(to) + 40));
        let to = ceiling(&mutated, to);
        mutated = match numbers.below(8) {
            0 => with(&lines, |lines| {
                lines.remove(line);
            }),
            1 => with(&lines, |lines| {
                lines.insert(line, lines.get(line).copied().unwrap_or_default());
            }),
            2 => {
                let other = numbers.below(lines.len());
                with(&lines, |lines| lines.swap(line, other))
            }
            3 => {
                let lender: Vec<&str> = numbers.pick(others).unwrap_or_default().lines().collect();
                let lent = lender
                    .get(numbers.below(lender.len()))
                    .copied()
                    .unwrap_or_default();
                with(&lines, |lines| lines.insert(line, lent))
            }
            4 => splice(&mutated, from, to, ""),
            5 => {
                let word = words(&mutated, numbers).to_owned();
                splice(&mutated, from, from, &word)
            }
            6 => value(&mutated, from, numbers),
            _ => splice(&mutated, from, from, numbers.pick(&SPLINTERS).unwrap_or_default()),
        };
    }
    mutated
}

/// Returns a text with changed lines. A text without lines is unchanged.
fn with<'a>(lines: &[&'a str], change: impl FnOnce(&mut Vec<&'a str>)) -> String {
    let mut lines = lines.to_vec();
    if !lines.is_empty() {
        change(&mut lines);
    }
    lines.join("\n") + "\n"
}

/// Returns a byte at which a character begins.
fn place(text: &str, numbers: &mut Numbers) -> usize {
    ceiling(text, numbers.below(text.len() + 1))
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

fn splice(text: &str, from: usize, to: usize, into: &str) -> String {
    let (before, after) = (
        text.get(..from).unwrap_or_default(),
        text.get(to..).unwrap_or_default(),
    );
    [before, into, after].concat()
}

/// Replaces the next value on the line by a hostile text in quotes.
fn value(text: &str, from: usize, numbers: &mut Numbers) -> String {
    let rest = text.get(from..).unwrap_or_default();
    let Some(at) = rest.find(": ").map(|at| from + at + 2) else {
        return text.to_owned();
    };
    let length = text
        .get(at..)
        .and_then(|rest| rest.find(['\n', ',', '}']))
        .unwrap_or_default();
    let splinter: String = (0..3).filter_map(|_| numbers.pick(&SPLINTERS)).collect();
    let quoted = format!(
        "\"{}\"",
        splinter
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\0', "\\0")
    );
    splice(text, at, at + length, &quoted)
}

/// Returns a word of the text.
fn words<'a>(text: &'a str, numbers: &mut Numbers) -> &'a str {
    let rest = text.get(place(text, numbers)..).unwrap_or_default();
    rest.split_whitespace().nth(1).unwrap_or_default()
}

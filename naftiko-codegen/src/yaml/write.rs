//! Text of a tree, in block style.
//!
//! A string is written without quotes where every reader takes it as a string, as a literal block if it has several lines, and in double
//! quotes otherwise.

use std::fmt::Write as _;

use super::node::{Kind, Node, Scalar, Style};
use crate::prose::is_invisible;

/// The words that readers of YAML 1.1 or 1.2 take as a boolean, a number or nothing, in lower case.
const WORDS: [&str; 11] = [
    "", "~", "null", "true", "false", "yes", "no", "on", "off", ".inf", ".nan",
];

impl Node {
    /// Returns the value as YAML text, which ends with a line break.
    pub(crate) fn to_yaml(&self) -> String {
        let mut text = String::new();
        value(&mut text, self, 0);
        text
    }
}

/// Writes a value at the start of a line or after a dash, where `indent` blanks precede its first character.
fn value(text: &mut String, node: &Node, indent: usize) {
    match &node.kind {
        Kind::Mapping(entries) if !entries.is_empty() => {
            for (position, (key, node)) in entries.iter().enumerate() {
                if position > 0 {
                    blanks(text, indent);
                }
                string(text, &key.value);
                text.push(':');
                member(text, node, indent);
            }
        }
        Kind::Sequence(items) if !items.is_empty() => {
            for (position, node) in items.iter().enumerate() {
                if position > 0 {
                    blanks(text, indent);
                }
                text.push_str("- ");
                value(text, node, indent + 2);
            }
        }
        _ => inline(text, node, indent),
    }
}

/// Writes the value of a key, after its colon.
fn member(text: &mut String, node: &Node, indent: usize) {
    match &node.kind {
        Kind::Mapping(entries) if !entries.is_empty() => {
            text.push('\n');
            blanks(text, indent + 2);
            value(text, node, indent + 2);
        }
        Kind::Sequence(items) if !items.is_empty() => {
            text.push('\n');
            blanks(text, indent);
            value(text, node, indent);
        }
        _ => {
            text.push(' ');
            inline(text, node, indent + 2);
        }
    }
}

/// Writes a value that begins on the line of its key or dash.
fn inline(text: &mut String, node: &Node, indent: usize) {
    match &node.kind {
        Kind::Null => text.push_str("null"),
        Kind::Mapping(_) => text.push_str("{}"),
        Kind::Sequence(_) => text.push_str("[]"),
        Kind::Scalar(Scalar {
            text: plain,
            style: Style::Plain,
        }) if is_plain(plain) => text.push_str(plain),
        Kind::Scalar(scalar) if is_block(&scalar.text) => {
            block(text, &scalar.text, indent);
            return;
        }
        Kind::Scalar(scalar) => string(text, &scalar.text),
    }
    text.push('\n');
}

fn blanks(text: &mut String, count: usize) {
    text.extend(std::iter::repeat_n(' ', count));
}

/// Writes a string on one line.
fn string(text: &mut String, value: &str) {
    if is_plain(value) && !is_other_type(value) {
        text.push_str(value);
        return;
    }
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            character if is_escaped(character) => escaped(text, character),
            character => text.push(character),
        }
    }
    text.push('"');
}

fn escaped(text: &mut String, character: char) {
    let _ = write!(text, "\\U{:08X}", u32::from(character));
}

/// Returns whether a character controls the text, breaks lines or is invisible.
fn is_escaped(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') || is_invisible(character)
}

/// Returns whether a text needs no quotes to be one scalar.
fn is_plain(text: &str) -> bool {
    const INDICATORS: &str = "-?:,[]{}#&*!|>'\"%@`=<~ ";
    let begins = text.starts_with(|first: char| !INDICATORS.contains(first)) && !text.starts_with("...");
    let is_number = || text.starts_with('-') && text.parse::<f64>().is_ok();
    (begins || is_number())
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(is_escaped)
}

/// Returns whether readers take a text without quotes as a number, a boolean, a date or nothing.
fn is_other_type(text: &str) -> bool {
    let begins_as_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    let is_part = |character: char| character.is_ascii_digit() || "+-._:eE".contains(character);
    let is_date = || text.get(4..5) == Some("-");
    let is_numeric = begins_as_number && (text.chars().all(is_part) || is_date());
    is_numeric
        || ["0x", "0o", "0b"].iter().any(|base| text.starts_with(base))
        || WORDS.contains(&text.to_lowercase().as_str())
}

/// Returns whether a text can be a literal block. Trailing line breaks and leading white space need marks that few readers know.
fn is_block(text: &str) -> bool {
    let has_lines = text.trim_end_matches('\n').contains('\n');
    let is_regular = !text.starts_with(char::is_whitespace) && !text.ends_with("\n\n");
    has_lines
        && is_regular
        && !text
            .chars()
            .any(|character| character != '\n' && is_escaped(character))
}

/// Writes a text of several lines as a literal block.
fn block(text: &mut String, value: &str, indent: usize) {
    text.push_str(if value.ends_with('\n') { "|\n" } else { "|-\n" });
    for line in value.lines() {
        if !line.is_empty() {
            blanks(text, indent);
            text.push_str(line);
        }
        text.push('\n');
    }
}

//! Texts of the spec as doc comments: safe Markdown without doctests and broken links.

use proc_macro2::TokenStream;
use quote::quote;

/// Returns the doc comment of an item from paragraphs, without empty ones.
pub(crate) fn docs<S: AsRef<str>>(paragraphs: impl IntoIterator<Item = S>) -> TokenStream {
    lines(paragraphs, false)
}

/// Returns the doc comment of a module, for its own file.
pub(crate) fn inner_docs<S: AsRef<str>>(paragraphs: impl IntoIterator<Item = S>) -> TokenStream {
    lines(paragraphs, true)
}

fn lines<S: AsRef<str>>(paragraphs: impl IntoIterator<Item = S>, inner: bool) -> TokenStream {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs {
        let paragraph = paragraph.as_ref().trim();
        if paragraph.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(wrap(paragraph));
    }
    let lines = lines.iter().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    if inner {
        quote!(#(#![doc = #lines])*)
    } else {
        quote!(#(#[doc = #lines])*)
    }
}

/// The width of a line of text.
const WIDTH: usize = 100;

fn wrap(paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split_whitespace() {
        let fits = lines
            .last()
            .is_none_or(|line| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= WIDTH);
        if !fits {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| guard_start(&line)).collect()
}

/// Escapes the start of a line that would start a list, heading, quote or table in Markdown.
fn guard_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let ordered = digits > 0 && matches!(line.chars().nth(digits), Some('.' | ')'));
    if ordered {
        let (number, rest) = line.split_at(digits);
        return format!("{number}\\{rest}");
    }
    match line.chars().next() {
        Some('#' | '-' | '+' | '=' | '>' | '|' | '~' | ':') => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

/// Escapes a text of the spec, so that only code in single backticks is Markdown.
pub(crate) fn prose(text: &str) -> String {
    let balanced = text.matches('`').count().is_multiple_of(2) && !text.contains("``");
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for character in text.chars() {
        match character {
            '`' if balanced => {
                code = !code;
                out.push('`');
            }
            _ if is_invisible(character) => {}
            _ if code => out.push(character),
            '`' | '*' | '_' | '[' | ']' | '<' | '>' | '\\' | '&' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// Returns a text as code in Markdown.
pub(crate) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|character| !is_invisible(*character))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    if text.contains('`') {
        format!("`` {} ``", text.replace("``", "` `"))
    } else {
        format!("`{text}`")
    }
}

/// Returns whether a character is a control or bidirectional-override character, which could disguise a comment.
pub(crate) fn is_invisible(character: char) -> bool {
    (character.is_control() && !character.is_whitespace())
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' | '\u{ad}' | '\u{180e}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a character is invisible in a literal, so that it is escaped. rustc rejects some of these characters.
pub(crate) fn is_hidden(character: char) -> bool {
    is_invisible(character) || character.is_control() && !matches!(character, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_escapes_markdown() {
        assert_eq!(
            prose("see [x] <b> *y* `z_z` \u{202e}\u{ad}\u{e0041}"),
            r"see \[x\] \<b\> \*y\* `z_z` "
        );
        assert_eq!(prose("an odd ` tick"), r"an odd \` tick");
    }

    #[test]
    fn guard_start_escapes_lists_and_headings() {
        assert_eq!(guard_start("# x"), "\\# x");
        assert_eq!(guard_start("1. x"), "1\\. x");
        assert_eq!(guard_start("plain"), "plain");
    }

    #[test]
    fn indented_prose_is_not_a_doctest() {
        let tokens = docs(["    let x = 1;\n```\npanic!()\n```"]).to_string();
        assert!(tokens.contains("let x = 1;"), "{tokens}");
        assert_eq!(tokens.matches("doc").count(), 1, "{tokens}");
    }

    #[test]
    fn code_may_contain_backticks() {
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(code("GET /x"), "`GET /x`");
    }
}

//! JSONPath: names, indexes and wildcards are compiled as steps. Other syntax of RFC 9535 is validated here and evaluated at run time.

pub(crate) mod query;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, codes, enable, excerpt};
use crate::source::{Span, Spanned};

/// A parsed path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum JsonPath {
    /// Steps only.
    Steps(Vec<Step>),
    /// A path with slices, unions, descendants or filters, as it is written.
    Query(String),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    /// An index from the end: 1 is the last item.
    FromEnd(usize),
    Each,
}

impl Step {
    /// Returns whether the step selects a member of a map.
    pub(crate) fn takes_member(&self, name: &str) -> bool {
        match self {
            Self::Key(key) => key == name,
            Self::Each => true,
            Self::Index(_) | Self::FromEnd(_) => false,
        }
    }

    /// Returns whether the step selects an item of a list of that length.
    pub(crate) fn takes_item(&self, index: usize, length: usize) -> bool {
        match self {
            Self::Index(place) => *place == index,
            Self::FromEnd(place) => index + place == length,
            Self::Each => true,
            Self::Key(_) => false,
        }
    }
}

/// The error of an invalid path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    why: Cow<'static, str>,
    /// The first invalid byte.
    at: usize,
}

/// The reason why a path does not consist of steps.
enum Refusal {
    Beyond,
    Invalid(Invalid),
}

impl Invalid {
    fn new(why: impl Into<Cow<'static, str>>, at: usize) -> Self {
        Self { why: why.into(), at }
    }

    /// Returns the diagnostic at the first invalid character.
    pub(crate) fn diagnostic(&self, text: &Spanned<String>) -> Diagnostic {
        let before = text.value.get(..self.at).unwrap_or_default().chars().count();
        let message = format!(
            "invalid JSONPath `{}`: {} at character {}",
            excerpt(&text.value),
            self.why,
            before + 1
        );
        let help = "write a path such as `$.data[0].id`, or `$` for the whole value";
        Diagnostic::new(codes::PATH_INVALID, place(text, self.at), message).help(help)
    }
}

/// Returns the place of a byte of a plain or quoted string; the place of the whole string in other styles.
fn place(text: &Spanned<String>, at: usize) -> Span {
    let (start, end) = (text.span.start as usize, text.span.end as usize);
    let quotes = match (end - start).checked_sub(text.value.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return text.span,
    };
    let last = end.saturating_sub(quotes + 1);
    let start = (start + quotes + at).min(last.max(start));
    Span::new(text.span.source, start, end - quotes)
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

/// Returns the diagnostic of a path that requires a feature of the runtime.
pub(crate) fn needs_feature(path: &Spanned<String>) -> Diagnostic {
    let message = format!("path `{}` requires feature `jsonpath` of `naftiko`", path.value);
    Diagnostic::new(codes::FEATURE_NEEDED, path.span, message).help(enable("jsonpath"))
}

/// Limit of the steps of a path. Each step is a call in the code, and each wildcard a nested list.
const MAX_STEPS: usize = 64;

/// Parses a path. `$` and `$.` are the whole value.
pub(crate) fn parse(path: &str) -> Result<JsonPath, Invalid> {
    let text = path.trim();
    let indent = path.len() - path.trim_start().len();
    let read = match steps(text) {
        Ok(steps) => Ok(JsonPath::Steps(steps)),
        Err(Refusal::Beyond) => query::check(text).map(|()| JsonPath::Query(text.to_owned())),
        Err(Refusal::Invalid(invalid)) => Err(invalid),
    };
    read.map_err(|invalid| Invalid::new(invalid.why, invalid.at + indent))
}

fn steps(text: &str) -> Result<Vec<Step>, Refusal> {
    let Some(mut rest) = text.strip_prefix('$') else {
        return Err(Invalid::new("expected `$`", 0).into());
    };
    let mut steps = Vec::new();
    if rest == "." {
        return Ok(steps);
    }
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        let (step, after) = if rest.starts_with("..") {
            return Err(Refusal::Beyond);
        } else if let Some(after) = rest.strip_prefix('.') {
            name(after, at)?
        } else if let Some(after) = rest.strip_prefix('[') {
            bracket(after, at)?
        } else {
            return Err(Invalid::new("expected `.` or `[`", at).into());
        };
        if steps.len() == MAX_STEPS {
            let why = format!("it has more than {MAX_STEPS} steps");
            return Err(Invalid::new(why, at).into());
        }
        steps.push(step);
        rest = after;
    }
    Ok(steps)
}

fn name(text: &str, at: usize) -> Result<(Step, &str), Refusal> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let step = match name {
        "" => return Err(Invalid::new("expected a name after `.`", at).into()),
        "*" => Step::Each,
        _ if name.ends_with("()") => {
            let why = "a function is allowed in filters only, as in `[?length(@.name) > 2]`,";
            return Err(Invalid::new(why, at).into());
        }
        _ => Step::Key(name.to_owned()),
    };
    Ok((step, rest))
}

/// Parses the content of brackets and the closing one. `at` is the byte of the opening one.
fn bracket(text: &str, at: usize) -> Result<(Step, &str), Refusal> {
    let inside = text.trim_start();
    if inside.starts_with('?') {
        return Err(Refusal::Beyond);
    }
    if let Some(quote) = inside.chars().next().filter(|quote| matches!(quote, '\'' | '"')) {
        return quoted(inside.get(1..).unwrap_or_default(), quote, at);
    }
    let end = text.find(']').ok_or(Invalid::new("unclosed `[`", at))?;
    let (inside, rest) = text.split_at(end);
    if inside.contains([':', ',']) {
        return Err(Refusal::Beyond);
    }
    let invalid = || Invalid::new("expected an index, `*` or a quoted name", at);
    let number = |digits: &str| digits.parse::<usize>().map_err(|_| invalid());
    let step = match inside.trim() {
        "*" => Step::Each,
        inside => match inside.strip_prefix('-').map(number).transpose()? {
            Some(0) => return Err(invalid().into()),
            Some(place) => Step::FromEnd(place),
            None => Step::Index(number(inside)?),
        },
    };
    Ok((step, rest.get(1..).unwrap_or_default()))
}

/// Parses a name in quotes, after the opening one.
fn quoted(text: &str, quote: char, at: usize) -> Result<(Step, &str), Refusal> {
    let mut escaped = false;
    let end = text.find(|character| {
        let closes = character == quote && !escaped;
        escaped = character == '\\' && !escaped;
        closes
    });
    let (name, after) = text.split_at(end.ok_or(Invalid::new("unterminated quote", at))?);
    let after = after.get(1..).unwrap_or_default().trim_start();
    if after.starts_with(',') {
        return Err(Refusal::Beyond);
    }
    let rest = after.strip_prefix(']').ok_or(Invalid::new("expected `]`", at))?;
    let name = if name.contains('\\') {
        unescaped(name, quote).ok_or(Invalid::new("unknown escape sequence", at))?
    } else {
        name.to_owned()
    };
    Ok((Step::Key(name), rest))
}

/// Resolves the escapes of a name: those of JSON, and the one of its quote.
fn unescaped(name: &str, quote: char) -> Option<String> {
    let json = if quote == '\'' {
        name.replace("\\'", "'").replace('"', "\\\"")
    } else {
        name.to_owned()
    };
    serde_json::from_str(&format!("\"{json}\"")).ok()
}

//! Templates: strings with placeholders, in the notations of specs.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    /// The name between the braces, trimmed.
    Hole(String),
}

/// The notations of placeholders in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `{{name}}`.
    Double,
    /// `{{name}}` and `{name}`: in paths.
    Braces,
    /// `{{name}}`, `{name}` and `${name}`: in base URIs.
    All,
}

/// A parsed template, and whether a placeholder in it is not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub parts: Vec<Part>,
    pub open: bool,
}

impl Notation {
    /// Returns the help for a placeholder that is not closed.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Double => "add `}}`, or remove `{{`",
            Self::Braces | Self::All => "add `}`, or remove `{`",
        }
    }
}

impl Parsed {
    /// Returns the name of a template that consists of one placeholder.
    pub(crate) fn sole_hole(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Hole(name)] => Some(name),
            _ => None,
        }
    }

    /// Returns whether the template has a placeholder.
    pub(crate) fn has_holes(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Hole(_)))
    }
}

/// Splits a string into text and placeholders. Every string is a template: a placeholder that is not closed is text.
pub(crate) fn parse(text: &str, notation: Notation) -> Parsed {
    let mut parser = Parser {
        parts: Vec::new(),
        text: String::new(),
        open: false,
    };
    let closings = Closings::of(text);
    let mut rest = text;
    while let Some(at) = rest.find(['{', '$']) {
        let (before, from) = rest.split_at(at);
        parser.text.push_str(before);
        let taken = opening(from, notation).and_then(|(open, close)| {
            let inside = from.get(open.len()..)?;
            parser.open |= !closings.follows(close, text.len() - inside.len());
            let (name, after) = named(inside, close)?;
            parser.hole(name);
            Some(after)
        });
        rest = taken.unwrap_or_else(|| {
            let (first, after) = from.split_at(1);
            parser.text.push_str(first);
            after
        });
    }
    parser.text.push_str(rest);
    parser.finish()
}

/// Returns the names in a string, in their order; a name may be there more than once.
pub(crate) fn names(text: &str, notation: Notation) -> impl Iterator<Item = String> {
    let parts = parse(text, notation).parts;
    parts.into_iter().filter_map(|part| match part {
        Part::Hole(name) => Some(name),
        Part::Text(_) => None,
    })
}

/// Returns a path or URI with every placeholder in single braces.
pub(crate) fn braced(text: &str) -> String {
    let parts = parse(text, Notation::Braces).parts;
    let part = |part| match part {
        Part::Text(text) => text,
        Part::Hole(name) => format!("{{{name}}}"),
    };
    parts.into_iter().map(part).collect()
}

/// Returns the name that ends with `close`, and the text after it. A name may contain anything but braces, quotes and line ends, so that
/// the search for its end stops at the next of these.
fn named<'a>(inside: &'a str, close: &str) -> Option<(&'a str, &'a str)> {
    let end = inside.find(['{', '}', '"', '\n', '\r'])?;
    let (name, after) = inside.split_at(end);
    let name = name.trim();
    let after = after.strip_prefix(close)?;
    (!name.is_empty()).then_some((name, after))
}

/// The last position of `}`, `}}` and `}}}`.
struct Closings([Option<usize>; 3]);

impl Closings {
    fn of(text: &str) -> Self {
        Self(["}", "}}", "}}}"].map(|close| text.rfind(close)))
    }

    /// Returns whether a closing is at a byte or after it.
    fn follows(&self, close: &str, byte: usize) -> bool {
        let last = self.0.get(close.len().saturating_sub(1)).copied().flatten();
        last.is_some_and(|last| last >= byte)
    }
}

fn opening(text: &str, notation: Notation) -> Option<(&'static str, &'static str)> {
    if text.starts_with("{{{") {
        return Some(("{{{", "}}}"));
    }
    if text.starts_with("{{") {
        return Some(("{{", "}}"));
    }
    match notation {
        Notation::All if text.starts_with("${") => Some(("${", "}")),
        Notation::All | Notation::Braces if text.starts_with('{') => Some(("{", "}")),
        _ => None,
    }
}

struct Parser {
    parts: Vec<Part>,
    text: String,
    open: bool,
}

impl Parser {
    fn hole(&mut self, name: &str) {
        self.flush();
        self.parts.push(Part::Hole(name.to_owned()));
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(std::mem::take(&mut self.text)));
        }
    }

    fn finish(mut self) -> Parsed {
        self.flush();
        Parsed {
            parts: self.parts,
            open: self.open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, notation: Notation) -> String {
        let parts = parse(text, notation).parts;
        parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Hole(name) => format!("<{name}>"),
            })
            .collect()
    }

    #[test]
    fn parse_finds_the_placeholders_of_each_notation() {
        assert_eq!(shown("/a/{b}/{{ c }}:go", Notation::Braces), "/a/<b>/<c>:go");
        assert_eq!(
            shown("https://${HOST}:{port}/{{env.X}}", Notation::All),
            "https://<HOST>:<port>/<env.X>"
        );
        assert_eq!(shown("{a} {{b}} ${c}", Notation::Double), "{a} <b> ${c}");
    }

    #[test]
    fn unclosed_placeholder_is_text() {
        let parsed = parse("/a/{b", Notation::Braces);
        assert!(parsed.open);
        assert_eq!(parsed.parts, [Part::Text("/a/{b".to_owned())]);
        assert_eq!(shown("{\"a\": {{b}}}", Notation::Double), "{\"a\": <b>}");
    }

    #[test]
    fn names_are_those_of_the_notation() {
        let found = |text, notation| names(text, notation).collect::<Vec<_>>();
        assert_eq!(
            found("/a/{b}/{{ c }}/{b}?d={e", Notation::Braces),
            ["b", "c", "b"]
        );
        assert_eq!(found("{a} {{b}}", Notation::Double), ["b"]);
        assert_eq!(found("/a", Notation::All), [""; 0]);
    }

    #[test]
    fn template_writes_placeholders_in_single_braces() {
        assert_eq!(braced("ship://{{imo}}/{ log }/x"), "ship://{imo}/{log}/x");
    }
}

//! Templates: texts with holes, in the notations that specs use.

/// A part of a template as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    /// The name between the braces, trimmed.
    Hole(String),
}

/// Which notations are holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `{{name}}`.
    Double,
    /// `{{name}}` and `{name}`: in paths.
    Braces,
    /// `{{name}}`, `{name}` and `${name}`: in base URIs.
    All,
}

/// A parsed template, and whether something in it was opened and not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub parts: Vec<Part>,
    pub open: bool,
}

impl Parsed {
    /// The only hole of a template that is nothing else.
    pub(crate) fn sole_hole(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Hole(name)] => Some(name),
            _ => None,
        }
    }

    /// Whether there is any hole.
    pub(crate) fn has_holes(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Hole(_)))
    }
}

/// Splits a text into what stands and what is filled in. Every text is a template: what is not closed is text.
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

/// The name that ends with `close`, and what follows it. Names hold no braces, quotes or line ends, so that the search for
/// the end never goes beyond the next of these; anything else a spec's author may call a parameter.
fn named<'a>(inside: &'a str, close: &str) -> Option<(&'a str, &'a str)> {
    let end = inside.find(['{', '}', '"', '\n', '\r'])?;
    let (name, after) = inside.split_at(end);
    let name = name.trim();
    let after = after.strip_prefix(close)?;
    (!name.is_empty()).then_some((name, after))
}

/// Where each closing stands for the last time.
struct Closings([Option<usize>; 3]);

impl Closings {
    fn of(text: &str) -> Self {
        Self(["}", "}}", "}}}"].map(|close| text.rfind(close)))
    }

    /// Whether a closing stands at a byte or behind it.
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
    fn each_notation_has_its_holes() {
        assert_eq!(shown("/a/{b}/{{ c }}:go", Notation::Braces), "/a/<b>/<c>:go");
        assert_eq!(
            shown("https://${HOST}:{port}/{{env.X}}", Notation::All),
            "https://<HOST>:<port>/<env.X>"
        );
        assert_eq!(shown("{a} {{b}} ${c}", Notation::Double), "{a} <b> ${c}");
    }

    #[test]
    fn what_is_not_closed_is_text() {
        let parsed = parse("/a/{b", Notation::Braces);
        assert!(parsed.open);
        assert_eq!(parsed.parts, [Part::Text("/a/{b".to_owned())]);
        assert_eq!(shown("{\"a\": {{b}}}", Notation::Double), "{\"a\": <b>}");
    }
}

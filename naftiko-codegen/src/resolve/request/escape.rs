//! Escaping of values in XML, JSON, SPARQL and form bodies, so that a value cannot change the structure.

use crate::model::{Escape, Piece, Template};

/// Returns the escape of each piece of a body with a media type.
pub(super) fn escapes(media_type: &str, template: &Template) -> Vec<Escape> {
    let lower = media_type.to_ascii_lowercase();
    if lower.contains("xml") || lower.contains("html") {
        return vec![Escape::Xml; template.len()];
    }
    if lower.contains("sparql") {
        return scanned(template, Scanner::new(Language::Sparql));
    }
    if lower.contains("x-www-form-urlencoded") {
        return vec![Escape::Form; template.len()];
    }
    if lower.contains("json") {
        return scanned(template, Scanner::new(Language::Json));
    }
    vec![Escape::None; template.len()]
}

fn scanned(template: &Template, mut scanner: Scanner) -> Vec<Escape> {
    let escape = |piece: &Piece| {
        if let Piece::Text(text) = piece {
            scanner.read(text);
            Escape::None
        } else {
            scanner.escape()
        }
    };
    template.iter().map(escape).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Json,
    Sparql,
}

/// The syntactic position in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Code,
    /// Inside one or three quotes of a kind.
    Quoted(char, usize),
    Iri,
    Comment,
}

struct Scanner {
    language: Language,
    at: At,
}

impl Scanner {
    fn new(language: Language) -> Self {
        Self {
            language,
            at: At::Code,
        }
    }

    fn escape(&self) -> Escape {
        match (self.language, self.at) {
            (Language::Json, At::Quoted(..)) => Escape::JsonString,
            (Language::Json, _) => Escape::JsonValue,
            (Language::Sparql, At::Code | At::Iri) => Escape::SparqlIri,
            // An escaped value cannot end a comment with a line break either.
            (Language::Sparql, At::Quoted(..) | At::Comment) => Escape::Sparql,
        }
    }

    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let taken = self.step(character, rest);
            rest = rest.get(taken..).unwrap_or_default();
        }
    }

    /// Reads one token and returns its length in bytes.
    fn step(&mut self, character: char, rest: &str) -> usize {
        let one = character.len_utf8();
        let after = rest.get(one..).unwrap_or_default();
        let sparql = self.language == Language::Sparql;
        match self.at {
            At::Code if character == '"' || (sparql && character == '\'') => {
                let three = character.to_string().repeat(3);
                let quotes = if sparql && rest.starts_with(&three) { 3 } else { 1 };
                self.at = At::Quoted(character, quotes);
                quotes
            }
            At::Code if sparql && character == '<' => {
                // Before white space or `=`, `<` is a comparison.
                if !after.starts_with([' ', '\t', '\n', '\r', '=']) {
                    self.at = At::Iri;
                }
                one
            }
            At::Code if sparql && character == '#' => {
                self.at = At::Comment;
                one
            }
            At::Quoted(..) if character == '\\' => one + after.chars().next().map_or(0, char::len_utf8),
            At::Quoted(quote, quotes) if rest.starts_with(&quote.to_string().repeat(quotes)) => {
                self.at = At::Code;
                quotes
            }
            At::Iri if character == '>' => {
                self.at = At::Code;
                one
            }
            At::Comment if character == '\n' || character == '\r' => {
                self.at = At::Code;
                one
            }
            _ => one,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the escapes of a template with `_` for each placeholder.
    fn of(media_type: &str, text: &str) -> Vec<Escape> {
        let texts: Vec<&str> = text.split('_').collect();
        let mut template = Template::new();
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                template.push(Piece::Input(0));
            }
            template.push(Piece::Text((*text).to_owned()));
        }
        let all = escapes(media_type, &template);
        all.into_iter().skip(1).step_by(2).collect()
    }

    #[test]
    fn placeholder_has_the_escape_of_its_position() {
        use Escape::{JsonString, JsonValue, None, Sparql, SparqlIri, Xml};
        assert_eq!(of("application/xml", "<a b='_'>_</a>"), [Xml, Xml]);
        assert_eq!(of("text/plain", "a _"), [None]);
        assert_eq!(
            of("application/json", r#"{"a": "x\"_", "b": _, _: "_"}"#),
            [JsonString, JsonValue, JsonValue, JsonString]
        );
        assert_eq!(
            of(
                "application/sparql-query",
                "SELECT * { <http://x/_> ex:_ '_' FILTER(?a < _) } # '_\n LIMIT _"
            ),
            [SparqlIri, SparqlIri, Sparql, SparqlIri, Sparql, SparqlIri]
        );
        assert_eq!(
            of("application/sparql-query", "\"\"\" \" _ \"\"\" _ '\\'_'"),
            [Sparql, SparqlIri, Sparql]
        );
    }
}

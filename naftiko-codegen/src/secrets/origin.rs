//! Origins of URIs, before their variables have values.

use crate::address::Address;
use crate::model::{Piece, Template};

/// Scheme, host and port of a URI with variables.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// With `{{NAME}}` for variables, and without user information.
    pub text: String,
    /// Environment variables in it.
    pub variables: Vec<String>,
}

/// Replaces a variable while a URI is split: a private-use character, which URIs do not have.
const HOLE: char = '\u{f8ff}';

/// Returns the origin of a URI; its text is empty when the URI is. `name` gives the name of a variable in the environment.
pub(crate) fn origin(uri: &Template, name: impl Fn(&str) -> String) -> Origin {
    let mut masked = String::new();
    let mut names = Vec::new();
    for piece in uri {
        match piece {
            Piece::Text(text) => masked.extend(text.chars().filter(|&character| character != HOLE)),
            Piece::Variable(variable) => {
                names.push(name(variable));
                masked.push(HOLE);
            }
            Piece::Input(_) => {}
        }
    }
    let address = Address::of(&masked);
    let (user, host) = (address.scheme_end, address.host_start);
    let mut origin = Origin {
        text: String::new(),
        variables: Vec::new(),
    };
    let mut names = names.into_iter();
    for (index, character) in masked
        .char_indices()
        .take_while(|(index, _)| *index < address.end)
    {
        let name = (character == HOLE).then(|| names.next()).flatten();
        if (user..host).contains(&index) {
            continue;
        }
        match name {
            Some(name) => {
                origin.text.extend(["{{", &name, "}}"]);
                origin.variables.push(name);
            }
            None => origin.text.push(character),
        }
    }
    origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_end_before_the_path_and_have_no_user_information() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let variable = |name: &str| Piece::Variable(name.to_owned());
        let shown = |pieces: &[Piece]| {
            let origin = origin(&pieces.to_vec(), str::to_owned);
            (origin.text, origin.variables.join(","))
        };
        let is = |text: &str, variables: &str| (text.to_owned(), variables.to_owned());
        assert_eq!(
            shown(&[text("https://a.test:8443/v1")]),
            is("https://a.test:8443", "")
        );
        assert_eq!(
            shown(&[text("https://me:secret@a.test/v1")]),
            is("https://a.test", "")
        );
        assert_eq!(
            shown(&[
                text("https://"),
                variable("USER"),
                text("@"),
                variable("HOST"),
                text("/"),
                variable("V")
            ]),
            is("https://{{HOST}}", "HOST")
        );
        assert_eq!(shown(&[variable("BASE"), text("/v1")]), is("{{BASE}}", "BASE"));
        assert_eq!(
            shown(&[variable("S"), text("://a.test"), variable("V")]),
            is("{{S}}://a.test{{V}}", "S,V")
        );
        assert_eq!(shown(&[]), is("", ""));
    }
}

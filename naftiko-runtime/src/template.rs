//! Templates of a spec: literal text, variables and arguments.

use std::borrow::Cow;
use std::fmt;

/// A piece of a template. `Debug` shows names but no text, since the text of a key is a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(&'static str),
    /// An argument of the call, by name; in paths of operations only.
    Argument(&'static str),
    /// A variable of the spec, by its name there.
    Variable(&'static str),
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::Argument(name) => write!(f, "Argument({name})"),
            Self::Variable(name) => write!(f, "Variable({name})"),
        }
    }
}

/// A template: its pieces in order.
pub(crate) type Template = &'static [Piece];

/// Names and templates of constants.
pub(crate) type ConstantPairs = &'static [(&'static str, Template)];

/// The reason why a template has no text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RenderError {
    /// The variable has no value.
    Unset(&'static str),
    /// The argument is outside of a path.
    Argument(&'static str),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset(name) => write!(f, "variable `{name}` is not set"),
            Self::Argument(name) => write!(f, "a constant of the spec uses the argument `{name}`"),
        }
    }
}

/// Returns the text of a template without arguments; `variable` returns the value of a variable. The text is borrowed when it is literal.
pub(crate) fn render<'v>(
    template: Template,
    variable: impl Fn(&str) -> Option<&'v str>,
) -> Result<Cow<'static, str>, RenderError> {
    if let [Piece::Text(text)] = template {
        return Ok(Cow::Borrowed(text));
    }
    let text = |piece: &Piece| match *piece {
        Piece::Text(text) => Ok(text),
        Piece::Variable(name) => variable(name).ok_or(RenderError::Unset(name)),
        Piece::Argument(name) => Err(RenderError::Argument(name)),
    };
    template
        .iter()
        .map(text)
        .collect::<Result<String, _>>()
        .map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_without_a_value_is_an_error() {
        let variable = |name: &str| (name == "A").then_some("1");
        let of = |template| render(template, variable).map(Cow::into_owned);
        assert_eq!(of(&[]), Ok(String::new()));
        assert_eq!(
            of(&[Piece::Text("x-"), Piece::Variable("A")]),
            Ok("x-1".to_owned())
        );
        assert_eq!(
            of(&[Piece::Text("x-"), Piece::Variable("B")]),
            Err(RenderError::Unset("B"))
        );
        assert_eq!(of(&[Piece::Argument("id")]), Err(RenderError::Argument("id")));
        assert!(matches!(
            render(&[Piece::Text("x")], variable),
            Ok(Cow::Borrowed("x"))
        ));
    }
}

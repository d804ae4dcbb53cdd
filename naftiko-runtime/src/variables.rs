//! Variables of specs: values that the program sets, and their lookup.

use std::collections::BTreeMap;

use crate::secret::Secret;

/// Values of variables, which override the environment. `Debug` shows names only.
#[derive(Clone, Debug, Default)]
pub struct Variables(BTreeMap<String, Secret>);

impl Variables {
    /// Sets a variable by its name in the spec (or in the environment).
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), Secret::new(value));
    }

    fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }
}

/// The values of variables, by their name in the spec.
pub(crate) type ResolvedValues = Vec<(&'static str, Secret)>;

/// Returns the value of a variable by its name in the spec.
pub(crate) fn find<'v>(values: &'v ResolvedValues, name: &str) -> Option<&'v str> {
    let known = values.iter().find(|(known, _)| *known == name);
    known.map(|(_, value)| value.reveal())
}

/// The sources of variables: code, then the environment. An empty value counts as unset.
#[derive(Clone, Copy)]
pub(crate) struct VariableSources<'a> {
    pub(crate) code: &'a Variables,
    pub(crate) environment: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> VariableSources<'a> {
    /// Returns the sources of a program: its code, and the environment of its process.
    pub(crate) fn of_program(code: &'a Variables) -> Self {
        let environment = &|name: &str| std::env::var(name).ok();
        Self { code, environment }
    }

    /// Returns the value of a variable by its name in the spec and in the environment, without line ends at its end: files of secrets and
    /// shells leave them there, and a header or a password with one is wrong.
    pub(crate) fn find(self, name: &str, environment: &str) -> Result<Secret, Unusable> {
        let code = self.code.get(name).or_else(|| self.code.get(environment));
        let of_environment = || (self.environment)(environment);
        let code = code.map(|value| value.reveal().to_owned());
        let value = code.or_else(of_environment).unwrap_or_default();
        let trimmed = value.trim_end_matches(['\r', '\n']);
        if value.is_empty() {
            return Err(Unusable::Missing);
        }
        if trimmed.trim().is_empty() {
            return Err(Unusable::Blank);
        }
        if trimmed.chars().any(char::is_control) {
            return Err(Unusable::Control);
        }
        if trimmed.len() < value.len() {
            tracing::warn!(
                target: "naftiko::variables",
                variable = environment,
                "line end at the end of the value is ignored"
            );
        }
        Ok(Secret::new(trimmed))
    }
}

/// Reasons why a variable has no value that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    Missing,
    /// The value is of blanks only.
    Blank,
    /// The value contains a control character, such as a line end before its end.
    Control,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_is_used_without_line_ends_at_its_end_or_refused() {
        for (value, expected) in [
            ("key", Ok("key")),
            ("key\n", Ok("key")),
            ("key\r\n\n", Ok("key")),
            (" key ", Ok(" key ")),
            ("", Err(Unusable::Missing)),
            (" ", Err(Unusable::Blank)),
            ("\n", Err(Unusable::Blank)),
            ("\t\r\n", Err(Unusable::Blank)),
            ("a\nb", Err(Unusable::Control)),
            ("a\0", Err(Unusable::Control)),
            ("a\u{85}", Err(Unusable::Control)),
        ] {
            let mut code = Variables::default();
            let environment = |_: &str| Some(value.to_owned());
            let find = |code: &Variables| {
                let environment = &environment;
                VariableSources { code, environment }.find("key", "KEY")
            };
            let expected = expected.map(Secret::new);
            assert_eq!(find(&code), expected, "{value:?}");
            code.set("key", value);
            assert_eq!(find(&code), expected, "{value:?}");
        }
    }
}

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

/// The sources of variables: code, then the environment, where an empty value counts as unset.
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

    /// Returns a variable by its name in the spec and in the environment.
    pub(crate) fn find(self, name: &str, environment: &str) -> Option<Secret> {
        let code = self
            .code
            .get(name)
            .or_else(|| self.code.get(environment))
            .cloned();
        code.or_else(|| {
            (self.environment)(environment)
                .filter(|value| !value.is_empty())
                .map(Secret::new)
        })
    }
}

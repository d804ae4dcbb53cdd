//! Variables that the program sets.

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

    pub(super) fn get(&self, name: &str) -> Option<&Secret> {
        self.0.get(name)
    }
}

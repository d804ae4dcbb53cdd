//! Values of options that can differ between consumed APIs, or between adapters.

use std::collections::BTreeMap;

/// A value for every namespace, and values for single ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerNamespace<T> {
    all: Option<T>,
    named: BTreeMap<String, T>,
}

impl<T> Default for PerNamespace<T> {
    fn default() -> Self {
        Self {
            all: None,
            named: BTreeMap::new(),
        }
    }
}

impl<T> PerNamespace<T> {
    /// Sets the value of one namespace, or of all that have no value of their own.
    pub fn set(&mut self, namespace: Option<&str>, value: T) {
        match namespace {
            Some(namespace) => drop(self.named.insert(namespace.to_owned(), value)),
            None => self.all = Some(value),
        }
    }

    /// Returns the value of a namespace: its own, or the one for all.
    pub fn get(&self, namespace: &str) -> Option<&T> {
        self.named.get(namespace).or(self.all.as_ref())
    }

    /// Returns the namespaces that have a value of their own, sorted.
    pub fn namespaces(&self) -> Vec<&str> {
        self.named.keys().map(String::as_str).collect()
    }

    /// Returns the value that holds for a namespace. This is the one place that decides precedence: the option of the front, for
    /// the namespace and then for all, over the key in the spec, over the default.
    pub(crate) fn value(&self, namespace: &str, spec: Option<&Self>) -> T
    where
        T: Clone + Default,
    {
        let given = self.get(namespace).or_else(|| spec?.get(namespace));
        given.cloned().unwrap_or_default()
    }
}

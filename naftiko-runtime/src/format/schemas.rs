//! Cache of parsed schemas.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::lock::lock;
use crate::value::DecodeError;

/// The schemas of one format by their text. The texts are embedded in the program, so there are few.
pub(super) struct Schemas<T>(Mutex<BTreeMap<&'static str, Arc<T>>>);

impl<T> Schemas<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// Returns the schema of a text, parsed with `read` the first time.
    pub(super) fn get(
        &self,
        text: &'static str,
        read: impl FnOnce(&str) -> Result<T, DecodeError>,
    ) -> Result<Arc<T>, DecodeError> {
        let mut known = lock(&self.0);
        if let Some(schema) = known.get(text) {
            return Ok(Arc::clone(schema));
        }
        let schema = Arc::new(read(text)?);
        known.insert(text, Arc::clone(&schema));
        Ok(schema)
    }
}

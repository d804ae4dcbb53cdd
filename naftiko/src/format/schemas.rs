//! Schemas, read once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::value::DecodeError;

/// The schemas of one format by their texts: those are embedded in the program, so there are few.
pub(super) struct Schemas<T>(Mutex<BTreeMap<&'static str, Arc<T>>>);

impl<T> Schemas<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    /// What `read` makes of a text, now or before.
    pub(super) fn get(
        &self,
        text: &'static str,
        read: impl FnOnce(&str) -> Result<T, DecodeError>,
    ) -> Result<Arc<T>, DecodeError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(schema) = known.get(text) {
            return Ok(Arc::clone(schema));
        }
        let schema = Arc::new(read(text)?);
        known.insert(text, Arc::clone(&schema));
        Ok(schema)
    }
}

//! Members of a JSON object.

use bytes::Bytes;

use crate::value::{Kind, Parts, is_named};

/// The positions of the names and values of an object with checked text. An entry takes 16 bytes,
/// a member at least 5 of text.
pub(super) struct Members {
    text: Bytes,
    entries: Vec<MemberEntry>,
}

struct MemberEntry {
    name: Span,
    value: Span,
    taken: bool,
}

#[derive(Clone, Copy)]
struct Span {
    start: u32,
    /// An object with more than 2^31 bytes of one member is not read.
    length: u32,
}

/// Several members have this name.
pub(super) struct Repeated;

impl Members {
    /// Returns the members of an object's text; the kind, if it is not an object.
    pub(super) fn of(text: Bytes) -> Result<Self, Kind> {
        let object = as_str(&text);
        let kind = Kind::of(object);
        if kind != Kind::Object {
            return Err(kind);
        }
        let span = |part: &str| Span {
            start: narrow(part.as_ptr() as usize - object.as_ptr() as usize),
            length: narrow(part.len()),
        };
        // Counted first, so that the list has the exact size.
        let mut entries = Vec::with_capacity(Parts::of(object).count());
        entries.extend(Parts::of(object).map(|(name, value)| MemberEntry {
            name: span(name),
            value: span(value),
            taken: false,
        }));
        Ok(Self { text, entries })
    }

    /// Creates an empty list.
    pub(super) fn none() -> Self {
        Self {
            text: Bytes::new(),
            entries: Vec::new(),
        }
    }

    /// Takes all members, and returns the text of the object.
    pub(super) fn take_all(&mut self) -> Bytes {
        for entry in &mut self.entries {
            entry.taken = true;
        }
        self.text.clone()
    }

    /// Takes the value of a member, as text.
    pub(super) fn take(&mut self, name: &str) -> Result<Option<Bytes>, Repeated> {
        let text = as_str(&self.text);
        let mut named = self
            .entries
            .iter_mut()
            .filter(|entry| is_named(entry.name.of(text), name));
        let Some(entry) = named.next() else {
            return Ok(None);
        };
        entry.taken = true;
        let value = self.text.slice_ref(entry.value.of(text).as_bytes());
        let mut repeated = false;
        for entry in named {
            entry.taken = true;
            repeated = true;
        }
        if repeated { Err(Repeated) } else { Ok(Some(value)) }
    }

    /// Returns the raw names of the members that have not been taken.
    pub(super) fn untaken(&self) -> impl Iterator<Item = &str> {
        let text = as_str(&self.text);
        let untaken = self.entries.iter().filter(|entry| !entry.taken);
        untaken.map(|entry| entry.name.of(text))
    }
}

impl Span {
    fn of(self, text: &str) -> &str {
        let start = self.start as usize;
        text.get(start..start.saturating_add(self.length as usize))
            .unwrap_or_default()
    }
}

fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Returns checked text as a string.
pub(super) fn as_str(text: &Bytes) -> &str {
    std::str::from_utf8(text).unwrap_or_default()
}

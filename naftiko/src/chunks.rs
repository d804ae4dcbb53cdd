//! Chunks of a body, collected in memory.

use bytes::{Bytes, BytesMut};

/// Collected chunks. Most bodies are one chunk, which is not copied.
#[derive(Default)]
pub(crate) struct Chunks {
    first: Bytes,
    whole: BytesMut,
}

impl Chunks {
    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.first.len().max(self.whole.len())
    }

    /// Adds a chunk. The second one reserves space for a body of the expected length.
    pub(crate) fn push(&mut self, chunk: Bytes, expected: usize) {
        if self.len() == 0 {
            self.first = chunk;
            return;
        }
        if self.whole.is_empty() {
            self.whole.reserve(expected);
            self.whole.extend_from_slice(&std::mem::take(&mut self.first));
        }
        self.whole.extend_from_slice(&chunk);
    }

    /// Returns the body.
    pub(crate) fn into_bytes(self) -> Bytes {
        if self.whole.is_empty() {
            self.first
        } else {
            self.whole.freeze()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![1, 2, 3]);
        let mut chunks = Chunks::default();
        chunks.push(Bytes::new(), 9);
        chunks.push(chunk.clone(), 9);
        assert_eq!(chunks.into_bytes().as_ptr(), chunk.as_ptr());
        let mut chunks = Chunks::default();
        for part in [&b"ab"[..], b"", b"c"] {
            chunks.push(Bytes::copy_from_slice(part), 0);
        }
        assert_eq!((chunks.len(), chunks.into_bytes()), (3, Bytes::from("abc")));
    }
}

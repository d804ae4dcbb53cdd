//! Chunks of a body, collected in memory.

use std::sync::Arc;

use bytes::Bytes;

use crate::memory::{self, OutOfMemory};
use crate::quota::Taken;

/// A body of this size is within what every request takes.
const SMALL: usize = 16 * 1024;

/// Memory for a body is taken in steps of this size.
const STEP: usize = 64 * 1024;

/// Collected chunks. Most bodies are one chunk, which is not copied.
///
/// Memory is taken as chunks arrive, since a peer may declare any length. It is the current request's until that ends.
pub(crate) struct Chunks {
    first: Bytes,
    whole: Vec<u8>,
    /// How often the content is in memory while it is used.
    copies: usize,
    taken: Option<(Arc<Taken>, usize)>,
}

impl Chunks {
    pub(crate) fn new(copies: usize) -> Self {
        Self {
            first: Bytes::new(),
            whole: Vec::new(),
            copies,
            taken: None,
        }
    }

    /// Returns the number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.first.len().max(self.whole.len())
    }

    /// Checks that there is memory for a body of the expected length. None is taken yet.
    pub(crate) fn expect(&self, length: usize) -> Result<(), OutOfMemory> {
        if length <= SMALL {
            return Ok(());
        }
        let bytes = length.saturating_mul(self.copies);
        let fits = memory::of_request().is_none_or(|memory| memory.may_grow(bytes));
        if fits { Ok(()) } else { Err(OutOfMemory) }
    }

    /// Adds a chunk of a body of the expected length; 0 when the length is unknown.
    pub(crate) fn push(&mut self, chunk: Bytes, expected: usize) -> Result<(), OutOfMemory> {
        let length = self.len() + chunk.len();
        self.take(length)?;
        if self.len() == 0 {
            self.first = chunk;
            return Ok(());
        }
        if length > self.whole.capacity() {
            // Space that nothing is written to is memory too: allocators reuse written pages for it.
            let most = 2 * length;
            let capacity = if expected < length {
                most
            } else {
                expected.min(most)
            };
            self.whole.reserve_exact(capacity - self.whole.len());
        }
        self.whole.extend_from_slice(&std::mem::take(&mut self.first));
        self.whole.extend_from_slice(&chunk);
        Ok(())
    }

    /// Takes memory for a body of this length.
    fn take(&mut self, length: usize) -> Result<(), OutOfMemory> {
        if length <= SMALL {
            return Ok(());
        }
        if self.taken.is_none() {
            self.taken = memory::of_request().map(|memory| (memory, 0));
        }
        // Outside of a server nothing is counted.
        let Some((memory, taken)) = &mut self.taken else {
            return Ok(());
        };
        let needed = length.next_multiple_of(STEP) * self.copies;
        if needed <= *taken {
            return Ok(());
        }
        if !memory.grow(needed - *taken) {
            return Err(OutOfMemory);
        }
        *taken = needed;
        Ok(())
    }

    /// Returns the body. Its memory is returned when the request ends.
    pub(crate) fn into_bytes(mut self) -> Bytes {
        self.taken = None;
        if self.whole.is_empty() {
            std::mem::take(&mut self.first)
        } else {
            std::mem::take(&mut self.whole).into()
        }
    }
}

/// Returns the memory of a body that is not used.
impl Drop for Chunks {
    fn drop(&mut self) {
        if let Some((memory, taken)) = self.taken.take() {
            memory.shrink(taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_chunk_is_not_copied() {
        let chunk = Bytes::from(vec![1, 2, 3]);
        let mut chunks = Chunks::new(1);
        assert_eq!(chunks.push(Bytes::new(), 9), Ok(()));
        assert_eq!(chunks.push(chunk.clone(), 9), Ok(()));
        assert_eq!(chunks.into_bytes().as_ptr(), chunk.as_ptr());
        let mut chunks = Chunks::new(1);
        for part in [&b"ab"[..], b"", b"c"] {
            assert_eq!(chunks.push(Bytes::copy_from_slice(part), 0), Ok(()));
        }
        assert_eq!((chunks.len(), chunks.into_bytes()), (3, Bytes::from("abc")));
    }

    #[test]
    fn space_is_at_most_twice_what_has_arrived() {
        const LENGTH: usize = 100 * SMALL;
        for expected in [0, LENGTH, usize::MAX] {
            let mut chunks = Chunks::new(2);
            let mut spaces = vec![0];
            while chunks.len() < LENGTH {
                assert_eq!(chunks.push(Bytes::from(vec![0; SMALL]), expected), Ok(()));
                let space = chunks.whole.capacity();
                assert!(space <= 2 * chunks.len(), "{space} bytes for {}", chunks.len());
                spaces.push(space);
            }
            // A body of the expected length fills its space.
            assert!(expected != LENGTH || spaces.last() == Some(&LENGTH));
            // The content is copied a few times only.
            spaces.dedup();
            assert!(spaces.len() < 10, "{spaces:?}");
        }
    }

    #[cfg(any(feature = "rest", feature = "mcp"))]
    #[test]
    fn memory_is_taken_as_chunks_arrive() {
        use crate::context::Context;
        use crate::quota::Quota;

        let Some(memory) = Quota::new(4 * STEP).take(None, 0).map(Arc::new) else {
            panic!("no memory");
        };
        let has_left = |bytes| memory.may_grow(bytes);
        let context = Context::from_headers(&http::HeaderMap::new());
        context.with(None, None, Arc::clone(&memory)).enter(|| {
            let piece = || Bytes::from(vec![0; SMALL]);
            let mut chunks = Chunks::new(2);
            assert_eq!(
                (chunks.expect(2 * STEP), chunks.expect(3 * STEP)),
                (Ok(()), Err(OutOfMemory))
            );
            assert_eq!(chunks.push(piece(), 0), Ok(()));
            assert!(has_left(4 * STEP));
            assert_eq!(chunks.push(piece(), 0), Ok(()));
            assert!(has_left(2 * STEP) && !has_left(3 * STEP));
            while chunks.len() < 2 * STEP {
                assert_eq!(chunks.push(piece(), 0), Ok(()));
            }
            assert_eq!(chunks.push(piece(), 0), Err(OutOfMemory));
            // What failed returns its memory; what succeeded leaves it to the request.
            drop(chunks);
            let mut chunks = Chunks::new(1);
            assert_eq!(chunks.push(Bytes::from(vec![0; 3 * STEP]), 0), Ok(()));
            chunks.into_bytes();
            assert!(has_left(STEP) && !has_left(2 * STEP));
        });
    }
}

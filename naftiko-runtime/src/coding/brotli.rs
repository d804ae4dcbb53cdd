//! Decoder of Brotli (RFC 7932).

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use bytes::{Buf as _, Bytes};

use super::body::CorruptBody;
use super::{Decode, PIECE};

/// The largest window of the format.
const MAX_WINDOW: usize = 16 * 1024 * 1024;

/// Decodes a body of Brotli. Windows above 16 MiB, an extension of the format, are errors.
pub(super) struct Brotli {
    content: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    progress: Progress,
    decoded: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Progress {
    /// Before the first byte.
    Start,
    NeedsInput,
    /// More is ready without input.
    HasMore,
    End,
}

impl Brotli {
    pub(super) fn new() -> Self {
        let allocator = StandardAlloc::default;
        let content = BrotliState::new_strict(allocator(), allocator(), allocator());
        Self {
            content: Box::new(content),
            progress: Progress::Start,
            decoded: 0,
        }
    }

    /// Decodes the next piece.
    fn piece(&mut self, input: &mut Bytes) -> Result<Bytes, CorruptBody> {
        let mut piece = vec![0; PIECE];
        let (mut unread, mut read) = (input.len(), 0);
        let (mut free, mut written) = (piece.len(), 0);
        let outcome = BrotliDecompressStream(
            &mut unread,
            &mut read,
            input,
            &mut free,
            &mut written,
            &mut piece,
            &mut self.decoded,
            &mut self.content,
        );
        input.advance(read);
        piece.truncate(written);
        self.progress = match outcome {
            BrotliResult::ResultSuccess => Progress::End,
            BrotliResult::NeedsMoreInput => Progress::NeedsInput,
            BrotliResult::NeedsMoreOutput => Progress::HasMore,
            BrotliResult::ResultFailure => return Err(CorruptBody::Invalid),
        };
        Ok(Bytes::from(piece))
    }
}

impl Decode for Brotli {
    fn decode(&mut self, input: &mut Bytes) -> Result<Bytes, CorruptBody> {
        while !input.is_empty() || self.progress == Progress::HasMore {
            if self.progress == Progress::End {
                return Err(CorruptBody::Trailing);
            }
            let piece = self.piece(input)?;
            if !piece.is_empty() {
                return Ok(piece);
            }
        }
        Ok(Bytes::new())
    }

    fn finish(&self) -> Result<(), CorruptBody> {
        match self.progress {
            Progress::Start | Progress::End => Ok(()),
            Progress::NeedsInput | Progress::HasMore => Err(CorruptBody::Truncated),
        }
    }

    /// The window grows with what is decoded.
    fn memory(&self) -> usize {
        self.decoded.next_power_of_two().min(MAX_WINDOW)
    }
}

//! Decoder of gzip and deflate.

use bytes::{Buf as _, Bytes};
use crc32fast::Hasher;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

use super::body::CorruptBody;
use super::{Decode, PIECE, gzip};

/// Decodes bodies in the formats of gzip and zlib, and zlib's content without its frame.
pub(super) struct Inflate {
    content: Box<InflateState>,
    checksum: Hasher,
    /// The number of decoded bytes modulo 2³², as the trailer of gzip has it.
    size: u32,
    is_gzip: bool,
    state: State,
    /// The begin of a header or trailer that is not complete.
    partial: Vec<u8>,
    /// Whether the last piece was as large as a piece can be, so that more may be ready without input.
    may_have_more: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Before the first byte.
    Start,
    Header,
    Content,
    Trailer,
    /// After a complete body. Of gzip, another one may follow.
    End,
}

impl Inflate {
    pub(super) fn gzip() -> Self {
        Self::new(true)
    }

    pub(super) fn deflate() -> Self {
        Self::new(false)
    }

    fn new(is_gzip: bool) -> Self {
        Self {
            content: InflateState::new_boxed(DataFormat::Raw),
            checksum: Hasher::new(),
            size: 0,
            is_gzip,
            state: State::Start,
            partial: Vec::new(),
            may_have_more: false,
        }
    }

    /// Puts what is left of a header or trailer before the input.
    fn rejoin(&mut self, input: &mut Bytes) {
        if !self.partial.is_empty() {
            self.partial.extend_from_slice(input);
            *input = Bytes::from(std::mem::take(&mut self.partial));
        }
    }

    /// Keeps the begin of a header or trailer until more arrives.
    fn keep(&mut self, input: &mut Bytes) {
        self.partial.extend_from_slice(&std::mem::take(input));
    }

    /// Reads the header. Returns whether it is complete.
    fn header(&mut self, input: &mut Bytes) -> Result<bool, CorruptBody> {
        self.rejoin(input);
        let length = if self.is_gzip {
            gzip::header(input)?
        } else {
            // The header stays, as the decoder reads it.
            zlib(input).map(|has_frame| {
                let format = if has_frame {
                    DataFormat::Zlib
                } else {
                    DataFormat::Raw
                };
                self.content.reset(format);
                0
            })
        };
        match length {
            Some(length) => input.advance(length),
            None => self.keep(input),
        }
        Ok(length.is_some())
    }

    /// Decodes the next piece of the content.
    fn content(&mut self, input: &mut Bytes) -> Result<Bytes, CorruptBody> {
        let mut piece = vec![0; PIECE];
        let result = inflate(&mut self.content, input, &mut piece, MZFlush::None);
        input.advance(result.bytes_consumed);
        piece.truncate(result.bytes_written);
        self.may_have_more = piece.len() == PIECE;
        if self.is_gzip {
            self.checksum.update(&piece);
            self.size = self
                .size
                .wrapping_add(u32::try_from(piece.len()).unwrap_or_default());
        }
        match result.status {
            Ok(MZStatus::StreamEnd) => {
                self.may_have_more = false;
                self.state = if self.is_gzip { State::Trailer } else { State::End };
            }
            // There is no input.
            Ok(_) | Err(MZError::Buf) if input.is_empty() || !piece.is_empty() => {}
            Ok(_) | Err(_) => return Err(CorruptBody::Invalid),
        }
        Ok(Bytes::from(piece))
    }

    /// Reads the trailer of gzip. Returns whether it is complete.
    fn trailer(&mut self, input: &mut Bytes) -> Result<bool, CorruptBody> {
        self.rejoin(input);
        let Some(trailer) = input.get(..gzip::TRAILER) else {
            self.keep(input);
            return Ok(false);
        };
        if trailer != gzip::trailer(self.checksum.clone().finalize(), self.size) {
            return Err(CorruptBody::Invalid);
        }
        input.advance(gzip::TRAILER);
        self.checksum = Hasher::new();
        self.size = 0;
        self.content.reset(DataFormat::Raw);
        Ok(true)
    }
}

impl Decode for Inflate {
    fn decode(&mut self, input: &mut Bytes) -> Result<Bytes, CorruptBody> {
        while !input.is_empty() || self.may_have_more {
            match self.state {
                State::Start | State::Header => {
                    self.state = State::Header;
                    if self.header(input)? {
                        self.state = State::Content;
                    }
                }
                State::Content => {
                    let piece = self.content(input)?;
                    if !piece.is_empty() {
                        return Ok(piece);
                    }
                }
                State::Trailer => {
                    if self.trailer(input)? {
                        self.state = State::End;
                    }
                }
                // The next member, which begins with another header.
                State::End if self.is_gzip && input.first() == Some(&0x1f) => self.state = State::Header,
                State::End => return Err(CorruptBody::Trailing),
            }
        }
        Ok(Bytes::new())
    }

    fn finish(&self) -> Result<(), CorruptBody> {
        match self.state {
            State::Start | State::End => Ok(()),
            State::Header | State::Content | State::Trailer => Err(CorruptBody::Truncated),
        }
    }
}

/// Returns whether a body begins with the header of zlib (RFC 1950, 2.2); `None` before its second byte.
fn zlib(bytes: &[u8]) -> Option<bool> {
    let [method, flags, ..] = bytes else { return None };
    let is_deflate = method & 15 == 8 && method >> 4 <= 7;
    Some(is_deflate && u16::from_be_bytes([*method, *flags]) % 31 == 0)
}

//! Decoder of Zstandard (RFC 8878).

use std::io::Read as _;

use bytes::{Buf as _, Bytes, BytesMut};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::body::CorruptBody;
use super::{Decode, PIECE};

/// The largest window of a body (RFC 9659, 3).
const MAX_WINDOW: usize = 8 * 1024 * 1024;

/// The largest block (RFC 8878, 3.1.1.2.3).
const MAX_BLOCK: usize = 128 * 1024;

const BLOCK_HEADER: usize = 3;

const CHECKSUM: usize = 4;

/// The magic numbers of frames, and of the first of sixteen frames that are skipped.
const MAGIC: u32 = 0xFD2F_B528;
const SKIPPED_MAGIC: u32 = 0x184D_2A50;

/// Decodes a body of Zstandard: one or more frames without dictionaries.
pub(super) struct Zstd {
    frame: FrameDecoder,
    state: State,
    /// The begin of a header or block that is not complete.
    partial: BytesMut,
    has_checksum: bool,
    /// How many decoded bytes the frame keeps.
    window: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Before the first byte.
    Start,
    /// Before the header of a frame.
    Header,
    Block,
    /// In a frame of the program's own data, which has that many bytes left.
    Skipped(usize),
    /// After the last block of a frame, which may have more decoded bytes.
    Last,
    /// After a complete frame. Another one may follow.
    End,
}

impl Zstd {
    pub(super) fn new() -> Self {
        Self {
            frame: new_frame(),
            state: State::Start,
            partial: BytesMut::new(),
            has_checksum: false,
            window: 0,
        }
    }

    /// Moves bytes from the input until there are `length`; `None` if there are fewer.
    fn gather(&mut self, input: &mut Bytes, length: usize) -> Option<()> {
        let missing = length.saturating_sub(self.partial.len()).min(input.len());
        self.partial.extend_from_slice(&input.split_to(missing));
        (self.partial.len() >= length).then_some(())
    }

    /// Reads the header of a frame. Returns the next state when it is complete.
    fn header(&mut self, input: &mut Bytes) -> Result<Option<State>, CorruptBody> {
        if self.gather(input, 5).is_none() {
            return Ok(None);
        }
        let magic = number(&self.partial, 4);
        if magic & !15 == SKIPPED_MAGIC {
            if self.gather(input, 8).is_none() {
                return Ok(None);
            }
            let length = number(self.partial.get(4..).unwrap_or_default(), 4);
            self.partial.clear();
            return Ok(Some(State::Skipped(length as usize)));
        }
        if magic != MAGIC {
            return Err(CorruptBody::Invalid);
        }
        let descriptor = self.partial.get(4).copied().unwrap_or_default();
        if self.gather(input, header_length(descriptor)).is_none() {
            return Ok(None);
        }
        self.has_checksum = descriptor & 4 != 0;
        self.frame = new_frame();
        let started = self.frame.init(&*self.partial);
        started.map_err(|_| CorruptBody::Invalid)?;
        self.window = self.window(descriptor);
        self.partial.clear();
        Ok(Some(State::Block))
    }

    /// Decodes a block, and the checksum after the last one. Returns the next state when it is complete.
    fn block(&mut self, input: &mut Bytes) -> Result<Option<State>, CorruptBody> {
        if self.gather(input, BLOCK_HEADER).is_none() {
            return Ok(None);
        }
        let header = number(&self.partial, BLOCK_HEADER) as usize;
        let (is_last, kind, size) = (header & 1 == 1, header >> 1 & 3, header >> 3);
        if size > MAX_BLOCK {
            return Err(CorruptBody::Invalid);
        }
        // A run has one byte, however long it is.
        let content = if kind == 1 { 1 } else { size };
        let checksum = if is_last && self.has_checksum { CHECKSUM } else { 0 };
        if self.gather(input, BLOCK_HEADER + content + checksum).is_none() {
            return Ok(None);
        }
        let decoded = self
            .frame
            .decode_blocks(&*self.partial, BlockDecodingStrategy::UptoBlocks(1));
        decoded.map_err(|_| CorruptBody::Invalid)?;
        self.partial.clear();
        Ok(Some(if is_last { State::Last } else { State::Block }))
    }
    /// Returns the next piece of what is decoded.
    fn piece(&mut self) -> Result<Bytes, CorruptBody> {
        let mut piece = vec![0; self.frame.can_collect().min(PIECE)];
        self.frame
            .read_exact(&mut piece)
            .map_err(|_| CorruptBody::Invalid)?;
        Ok(Bytes::from(piece))
    }

    /// Returns the window of the frame whose header was read (RFC 8878, 3.1.1.1.2).
    fn window(&self, descriptor: u8) -> usize {
        if is_single_segment(descriptor) {
            return usize::try_from(self.frame.content_size()).unwrap_or(usize::MAX);
        }
        let byte = self.partial.get(5).copied().map_or(0, usize::from);
        let base = 1 << (10 + (byte >> 3));
        base + (base >> 3) * (byte & 7)
    }

    /// Checks the content of a frame, when all of it is read.
    fn complete(&self) -> Result<(), CorruptBody> {
        let is_same = self.frame.get_checksum_from_data() == self.frame.get_calculated_checksum();
        if is_same || !self.has_checksum {
            Ok(())
        } else {
            Err(CorruptBody::Invalid)
        }
    }

    /// Reads on until something is decoded, or the input is taken.
    fn read(&mut self, input: &mut Bytes) -> Result<(), CorruptBody> {
        while !input.is_empty() && self.frame.can_collect() == 0 {
            let next = match self.state {
                State::Start | State::Header => {
                    self.state = State::Header;
                    self.header(input)?
                }
                State::Block => self.block(input)?,
                State::Skipped(0) => Some(State::End),
                State::Skipped(length) => {
                    let skipped = length.min(input.len());
                    input.advance(skipped);
                    Some(State::Skipped(length - skipped))
                }
                State::Last => {
                    self.complete()?;
                    Some(State::End)
                }
                State::End => Some(State::Header),
            };
            self.state = next.unwrap_or(self.state);
        }
        Ok(())
    }
}

impl Decode for Zstd {
    fn decode(&mut self, input: &mut Bytes) -> Result<Bytes, CorruptBody> {
        self.read(input)?;
        self.piece()
    }

    fn finish(&self) -> Result<(), CorruptBody> {
        match self.state {
            State::Start | State::End | State::Skipped(0) => Ok(()),
            State::Last => self.complete(),
            State::Header | State::Block | State::Skipped(_) => Err(CorruptBody::Truncated),
        }
    }

    /// Decoded bytes stay until the window is past them.
    fn memory(&self) -> usize {
        MAX_BLOCK + self.window.min(MAX_BLOCK * self.frame.blocks_decoded())
    }
}

fn new_frame() -> FrameDecoder {
    let mut frame = FrameDecoder::new();
    frame.set_max_window_size(MAX_WINDOW as u64);
    frame
}

/// Returns the number in the first bytes.
fn number(bytes: &[u8], length: usize) -> u32 {
    let bytes = bytes.iter().take(length).rev();
    bytes.fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Returns the length of a frame's header with its magic number (RFC 8878, 3.1.1.1).
fn header_length(descriptor: u8) -> usize {
    let window = usize::from(!is_single_segment(descriptor));
    let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3));
    let content_size = match descriptor >> 6 {
        0 => usize::from(is_single_segment(descriptor)),
        flag => 1 << flag,
    };
    5 + window + dictionary.copied().unwrap_or_default() + content_size
}

/// Returns whether a frame has no window but its content.
fn is_single_segment(descriptor: u8) -> bool {
    descriptor & 0x20 != 0
}

//! Encoder of gzip.

use crc32fast::Hasher;
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::{MZFlush, MZStatus};

use super::gzip;

/// How much is encoded at once.
const PIECE: usize = 16 * 1024;

/// A level that is fast: most of what can be saved in little time.
const LEVEL: i32 = 1;

/// The largest window without the frame of zlib.
const WINDOW: i32 = -15;

/// Encodes a body in the format of gzip, as it becomes known.
pub(crate) struct GzipEncoder {
    content: Box<CompressorOxide>,
    checksum: Hasher,
    size: u32,
    /// What is encoded and not taken yet.
    encoded: Vec<u8>,
}

impl GzipEncoder {
    pub(crate) fn new() -> Self {
        Self {
            content: Box::new(CompressorOxide::new(create_comp_flags_from_zip_params(
                LEVEL, WINDOW, 0,
            ))),
            checksum: Hasher::new(),
            size: 0,
            encoded: gzip::HEADER.to_vec(),
        }
    }

    /// Adds a piece of the body.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.checksum.update(piece);
        // The trailer has the size modulo 2³².
        let size = u64::from(self.size).wrapping_add(piece.len() as u64);
        self.size = u32::try_from(size & u64::from(u32::MAX)).unwrap_or_default();
        self.run(piece, MZFlush::None);
    }

    /// Encodes everything that is known.
    pub(crate) fn flush(&mut self) {
        self.run(&[], MZFlush::Sync);
    }

    /// Ends the body.
    pub(crate) fn finish(&mut self) {
        self.run(&[], MZFlush::Finish);
        let trailer = gzip::trailer(self.checksum.clone().finalize(), self.size);
        self.encoded.extend_from_slice(&trailer);
    }

    /// Returns how much is encoded and not taken.
    pub(crate) fn len(&self) -> usize {
        self.encoded.len()
    }

    /// Takes what is encoded.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.encoded)
    }

    fn run(&mut self, mut input: &[u8], flush: MZFlush) {
        let mut output = [0; PIECE];
        loop {
            let result = deflate(&mut self.content, input, &mut output, flush);
            self.encoded.extend(output.iter().take(result.bytes_written));
            input = input.get(result.bytes_consumed..).unwrap_or_default();
            let has_more = !input.is_empty() || result.bytes_written == PIECE;
            if !has_more || result.status != Ok(MZStatus::Ok) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn encoded_body_is_read_by_another_decoder() {
        for length in [0, 1, 100, 20_000, 3_000_000] {
            let text: Vec<u8> = (0..length)
                .map(|n: u32| n.wrapping_mul(n).to_le_bytes()[1])
                .collect();
            let mut encoder = GzipEncoder::new();
            let mut packed = Vec::new();
            for (index, piece) in text.chunks(70_001).enumerate() {
                encoder.push(piece);
                if index % 3 == 1 {
                    encoder.flush();
                    // What was flushed can be read before the end.
                    packed.extend(encoder.take());
                    let mut read = vec![0; 70_001 * (index + 1)];
                    assert!(
                        GzDecoder::new(&*packed).read_exact(&mut read).is_ok() || read.len() > text.len()
                    );
                }
            }
            encoder.finish();
            packed.extend(encoder.take());
            let mut unpacked = Vec::new();
            assert!(GzDecoder::new(&*packed).read_to_end(&mut unpacked).is_ok());
            assert_eq!(unpacked, text, "{length}");
        }
    }
}

//! Decoded bodies.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};

use super::{Coding, Decode};
use crate::memory;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body is not what its coding says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum CorruptBody {
    #[error("the compressed body is invalid")]
    Invalid,
    #[error("the compressed body is truncated")]
    Truncated,
    #[error("the compressed body has bytes after its end")]
    Trailing,
}

/// A body that is decoded while it is read: a piece of bounded size at a time, so that a small body cannot fill the memory.
pub(crate) struct Decoded<B> {
    body: B,
    decoder: Box<dyn Decode>,
    /// What was read and is not decoded yet.
    input: Bytes,
    /// The memory of the decoder that is taken from the request.
    taken: usize,
    ended: bool,
}

impl<B> Decoded<B> {
    pub(crate) fn new(body: B, coding: Coding) -> Self {
        Self {
            body,
            decoder: coding.decoder(),
            input: Bytes::new(),
            taken: 0,
            ended: false,
        }
    }

    /// Returns the next piece of what was read.
    fn decode(&mut self) -> Result<Bytes, BoxError> {
        let piece = self.decoder.decode(&mut self.input)?;
        let more = self.decoder.memory().saturating_sub(self.taken);
        memory::take(more)?;
        self.taken += more;
        Ok(piece)
    }
}

impl<B> Body for Decoded<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        while !this.ended {
            let piece = this.decode()?;
            if !piece.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            }
            let Some(frame) = ready!(Pin::new(&mut this.body).poll_frame(context)) else {
                this.ended = true;
                this.decoder.finish()?;
                break;
            };
            // Trailers are ignored.
            if let Ok(input) = frame.map_err(Into::into)?.into_data() {
                this.input = input;
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use futures_util::stream;
    use http_body_util::{BodyExt as _, StreamBody};

    use super::*;

    fn packed<W: std::io::Write>(
        text: &[u8],
        encoder: impl FnOnce(Vec<u8>) -> W,
        finish: impl FnOnce(W) -> std::io::Result<Vec<u8>>,
    ) -> Vec<u8> {
        let mut encoder = encoder(Vec::new());
        let written = encoder.write_all(text);
        written.and_then(|()| finish(encoder)).unwrap_or_default()
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        packed(
            text,
            |to| GzEncoder::new(to, Compression::best()),
            GzEncoder::finish,
        )
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        packed(
            text,
            |to| ZlibEncoder::new(to, Compression::best()),
            ZlibEncoder::finish,
        )
    }

    fn raw(text: &[u8]) -> Vec<u8> {
        packed(
            text,
            |to| DeflateEncoder::new(to, Compression::best()),
            DeflateEncoder::finish,
        )
    }

    /// Returns the decoded body, which arrives in chunks of this size.
    async fn decoded(coding: Coding, body: &[u8], size: usize) -> Result<Bytes, String> {
        let chunks = body.chunks(size).map(Bytes::copy_from_slice);
        let frames = chunks.map(|chunk| Ok::<_, BoxError>(Frame::data(chunk)));
        let frames: Vec<_> = frames.collect();
        let body = StreamBody::new(stream::iter(frames));
        let collected = Decoded::new(body, coding).collect().await;
        let collected = collected.map_err(|error| error.to_string())?;
        Ok(collected.to_bytes())
    }

    #[tokio::test]
    async fn body_in_any_chunks_is_decoded() {
        let long: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        for text in [&b""[..], b"a", b"{\"id\":7}", &long, &vec![b'x'; 300_000]] {
            let members = [gzip(text), gzip(b"more")].concat();
            for (coding, body, expected) in [
                (Coding::Gzip, gzip(text), text.to_vec()),
                (Coding::Gzip, members, [text, b"more"].concat()),
                (Coding::Deflate, zlib(text), text.to_vec()),
                (Coding::Deflate, raw(text), text.to_vec()),
            ] {
                for size in [1, 7, 4096, usize::MAX] {
                    if size == 1 && body.len() > 10_000 {
                        continue;
                    }
                    let decoded = decoded(coding, &body, size).await;
                    assert!(
                        decoded.as_deref() == Ok(&*expected),
                        "{coding:?} {} {size}",
                        body.len()
                    );
                }
            }
        }
        // A response without content may name a coding.
        assert_eq!(decoded(Coding::Gzip, b"", 1).await, Ok(Bytes::new()));
    }

    #[tokio::test]
    async fn gzip_header_may_have_every_field() {
        let plain = gzip(b"text");
        let mut body = plain.get(..10).unwrap_or_default().to_vec();
        body[3] = 0b1_1111;
        body.extend(b"\x03\x00abcname\0comment\0\x00\x00");
        body.extend(plain.get(10..).unwrap_or_default());
        for size in [1, 100] {
            assert_eq!(decoded(Coding::Gzip, &body, size).await, Ok(Bytes::from("text")));
        }
    }

    #[tokio::test]
    async fn every_truncated_body_is_an_error() {
        let text: Vec<u8> = (0..500_u32).flat_map(u32::to_le_bytes).collect();
        for (coding, body) in [
            (Coding::Gzip, gzip(&text)),
            (Coding::Deflate, zlib(&text)),
            (Coding::Deflate, raw(&text)),
        ] {
            for length in 1..body.len() {
                let cut = body.get(..length).unwrap_or_default();
                let outcome = decoded(coding, cut, 64).await;
                assert_eq!(
                    outcome,
                    Err("the compressed body is truncated".to_owned()),
                    "{coding:?} {length}"
                );
            }
        }
    }

    #[tokio::test]
    async fn wrong_checksum_and_trailing_bytes_are_errors() {
        for (coding, body) in [(Coding::Gzip, gzip(b"text")), (Coding::Deflate, zlib(b"text"))] {
            let mut wrong = body.clone();
            // The checksum is before the length in gzip, and at the end in zlib.
            let place = wrong.len() - if coding == Coding::Gzip { 8 } else { 1 };
            wrong[place] ^= 1;
            assert_eq!(
                decoded(coding, &wrong, 9).await,
                Err("the compressed body is invalid".to_owned())
            );
            for trailing in [&b"x"[..], b"\0\0", b"\x1f", b"\x1f\x8b\x08"] {
                let long = [&body, trailing].concat();
                assert!(
                    decoded(coding, &long, 9).await.is_err(),
                    "{coding:?} {trailing:?}"
                );
            }
        }
        for text in ["plain text", "{}", "\u{1f}"] {
            for coding in [Coding::Gzip, Coding::Deflate] {
                assert!(
                    decoded(coding, text.as_bytes(), 9).await.is_err(),
                    "{coding:?} {text}"
                );
            }
        }
    }

    #[tokio::test]
    async fn pieces_of_a_bomb_are_small() {
        let bomb = gzip(&vec![0; 20_000_000]);
        assert!(bomb.len() < 30_000);
        let body = StreamBody::new(stream::iter([Ok::<_, BoxError>(Frame::data(Bytes::from(bomb)))]));
        let mut decoded = Decoded::new(body, Coding::Gzip);
        for _ in 0..10 {
            let frame = decoded
                .frame()
                .await
                .and_then(Result::ok)
                .and_then(|frame| frame.into_data().ok());
            assert!(frame.is_some_and(|piece| (1..=16 * 1024).contains(&piece.len())));
        }
    }

    #[cfg(any(feature = "brotli", feature = "zstd"))]
    mod by_other_encoders {
        use super::*;

        /// Returns the content of the bodies in `tests/coded`.
        fn things() -> String {
            let thing = |id| format!("{{\"id\":{id},\"name\":\"thing {}\"}}", id * 7 % 1000);
            let things: Vec<_> = (0..3000).map(thing).collect();
            format!("[{}]", things.join(","))
        }

        /// The complete body, in any chunks, is the content; every shorter one, one with a flipped bit, and a longer one are errors.
        async fn check(coding: Coding, body: &[u8], has_checksum: bool) {
            let content = things();
            for size in [1, 7, 4096, usize::MAX] {
                let decoded = decoded(coding, body, size).await;
                assert!(decoded.as_deref() == Ok(content.as_bytes()), "{coding:?} {size}");
            }
            for length in (1..body.len()).step_by(61).chain([body.len() - 1]) {
                let cut = decoded(coding, body.get(..length).unwrap_or_default(), 512).await;
                assert_eq!(
                    cut,
                    Err("the compressed body is truncated".to_owned()),
                    "{length}"
                );
            }
            for place in (0..body.len()).step_by(97) {
                let mut wrong = body.to_vec();
                wrong[place] ^= 4;
                let outcome = decoded(coding, &wrong, 4096).await;
                // Without a checksum, other content may be valid.
                assert!(!has_checksum || outcome.is_err(), "{place}");
            }
            let longer = [body, b"x"].concat();
            assert!(decoded(coding, &longer, 4096).await.is_err());
            assert_eq!(decoded(coding, b"", 1).await, Ok(Bytes::new()));
        }

        #[cfg(feature = "brotli")]
        #[tokio::test]
        async fn brotli_is_decoded() {
            check(
                Coding::Brotli,
                include_bytes!("../../tests/coded/things.br"),
                false,
            )
            .await;
        }

        #[cfg(feature = "zstd")]
        #[tokio::test]
        async fn zstd_is_decoded() {
            let whole = include_bytes!("../../tests/coded/things.zst");
            check(Coding::Zstd, whole, true).await;
            let sized = include_bytes!("../../tests/coded/things-sized.zst");
            check(Coding::Zstd, sized, false).await;
            // A frame that is skipped, and two frames.
            let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc";
            let frames = [&skipped[..], &whole[..], &sized[..], &skipped[..]].concat();
            for size in [1, 4096] {
                let decoded = decoded(Coding::Zstd, &frames, size).await;
                assert!(decoded.as_deref() == Ok(things().repeat(2).as_bytes()));
            }
        }

        /// The header of a frame may ask for a window of any size.
        #[cfg(feature = "zstd")]
        #[tokio::test]
        async fn window_of_zstd_is_limited() {
            // The windows of 8 MiB, and one step more.
            for (window, outcome) in [
                (0x68, Ok(Bytes::new())),
                (0x69, Err("the compressed body is invalid".to_owned())),
            ] {
                let empty = [0x28, 0xb5, 0x2f, 0xfd, 0x00, window, 0x01, 0x00, 0x00];
                assert_eq!(decoded(Coding::Zstd, &empty, 1).await, outcome);
            }
        }
    }
}

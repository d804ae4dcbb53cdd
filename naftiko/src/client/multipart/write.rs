//! Parts, one after the other: in memory, or streamed.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, future, stream};
use tokio::io::AsyncReadExt as _;

use super::super::body::{Body, BoxError, Payload};
use super::super::random;
use super::{Part, Source};
use crate::input::{In, InputProblem, ProblemKind};

/// How much of a file is in memory at once.
const PIECE: usize = 64 * 1024;

/// A piece of a form, in the order it is sent.
#[derive(Clone)]
enum Piece {
    Bytes(Bytes),
    File { path: PathBuf, length: u64 },
}

/// The content type of a form and its payload: in memory, read anew for each attempt, or sent once.
pub(in crate::client) fn write(parts: Vec<Part>) -> Result<(String, Payload), InputProblem> {
    let boundary = format!("naftiko-{:016x}{:016x}", random::number(), random::number());
    let mut pieces = Vec::new();
    let mut once = Vec::new();
    for part in parts {
        let head = part.head(&boundary)?;
        let piece = match part.source {
            Source::Absent => continue,
            Source::Gone => {
                let message = "the stream has been sent: give another one to each call";
                return Err(InputProblem::new(
                    In::Field(&part.name),
                    ProblemKind::Invalid,
                    message,
                ));
            }
            Source::Bytes(bytes) => Piece::Bytes(bytes),
            Source::File { path, length } => Piece::File { path, length },
            Source::Stream { body } => {
                // What came before it, then the stream itself.
                pieces.push(Piece::Bytes(head));
                once.push((std::mem::take(&mut pieces), body));
                pieces.push(Piece::Bytes("\r\n".into()));
                continue;
            }
        };
        pieces.extend([Piece::Bytes(head), piece, Piece::Bytes("\r\n".into())]);
    }
    pieces.push(Piece::Bytes(format!("--{boundary}--\r\n").into()));
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((content_type, payload(pieces, once)))
}

fn payload(pieces: Vec<Piece>, once: Vec<(Vec<Piece>, Body)>) -> Payload {
    if !once.is_empty() {
        return Payload::once(joined(once, pieces));
    }
    match in_memory(&pieces) {
        Some(bytes) => Payload::Whole(bytes),
        None => Payload::Anew(Arc::new(move || {
            Body::from_stream(contents(pieces.clone())).with_length(length(&pieces))
        })),
    }
}

fn length(pieces: &[Piece]) -> u64 {
    let lengths = pieces.iter().map(|piece| match piece {
        Piece::Bytes(bytes) => bytes.len() as u64,
        Piece::File { length, .. } => *length,
    });
    lengths.sum()
}

/// All of it, if there is no file in it.
fn in_memory(pieces: &[Piece]) -> Option<Bytes> {
    pieces
        .iter()
        .try_fold(BytesMut::new(), |mut whole, piece| match piece {
            Piece::Bytes(bytes) => {
                whole.extend_from_slice(bytes);
                Some(whole)
            }
            Piece::File { .. } => None,
        })
        .map(BytesMut::freeze)
}

/// Streams with what stands before each, and the rest.
fn joined(once: Vec<(Vec<Piece>, Body)>, rest: Vec<Piece>) -> Body {
    let lengths = once
        .iter()
        .map(|(before, body)| Some(length(before) + body.announced()?));
    let total = lengths.sum::<Option<u64>>().map(|sum| sum + length(&rest));
    let streams = stream::iter(once).flat_map(|(before, body)| contents(before).chain(body.into_chunks()));
    let whole = Body::from_stream(streams.chain(contents(rest)));
    match total {
        Some(total) => whole.with_length(total),
        None => whole,
    }
}

fn contents(pieces: Vec<Piece>) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    stream::iter(pieces).flat_map(|piece| match piece {
        Piece::Bytes(bytes) => stream::once(future::ready(Ok(bytes))).left_stream(),
        Piece::File { path, length } => file(path, length).right_stream(),
    })
}

/// A file in pieces: exactly as much as was announced, or an error.
fn file(path: PathBuf, length: u64) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    stream::try_unfold((None, path, length), |(open, path, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let mut file = match open {
            Some(file) => file,
            None => tokio::fs::File::open(&path).await?,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let read = (&mut file).take(most as u64).read_buf(&mut piece).await?;
        if read == 0 {
            return Err(BoxError::from("a file is shorter than it was"));
        }
        Ok(Some((piece.freeze(), (Some(file), path, left - read as u64))))
    })
}

//! Encoder of multipart forms, in memory or streamed.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _, future, stream};
use tokio::io::AsyncReadExt as _;

use super::{Part, PartSource};
use crate::client::Body;
use crate::client::error::BoxError;
use crate::client::request::RequestPayload;
use crate::parameter::{InputProblem, ParameterIn, ProblemKind};
use crate::random;

/// How much of a file is in memory at once.
const MAX_PIECE: usize = 64 * 1024;

/// A piece of a form, in the order in which it is sent.
#[derive(Clone)]
enum FormPiece {
    Bytes(Bytes),
    File { path: PathBuf, length: u64 },
}

/// Returns the content type of a form and its payload: in memory, read again for each attempt, or sent once.
pub(crate) fn write(parts: Vec<Part>) -> Result<(String, RequestPayload), InputProblem> {
    let boundary = format!("naftiko-{:016x}{:016x}", random::number(), random::number());
    let mut pieces = Vec::new();
    let mut once = Vec::new();
    for part in parts {
        let head = part.head(&boundary)?;
        let piece = match part.source {
            PartSource::Absent => continue,
            PartSource::AlreadySent => {
                let message = "the stream was already sent; create one per call";
                return Err(InputProblem::new(
                    ParameterIn::Field(&part.name),
                    ProblemKind::Invalid,
                    message,
                ));
            }
            PartSource::Bytes(bytes) => FormPiece::Bytes(bytes),
            PartSource::File { path, length } => FormPiece::File { path, length },
            PartSource::Stream { body } => {
                // The pieces before the stream, then the stream itself.
                pieces.push(FormPiece::Bytes(head));
                once.push((std::mem::take(&mut pieces), body));
                pieces.push(FormPiece::Bytes("\r\n".into()));
                continue;
            }
        };
        pieces.extend([FormPiece::Bytes(head), piece, FormPiece::Bytes("\r\n".into())]);
    }
    pieces.push(FormPiece::Bytes(format!("--{boundary}--\r\n").into()));
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((content_type, payload(pieces, once)))
}

fn payload(pieces: Vec<FormPiece>, once: Vec<(Vec<FormPiece>, Body)>) -> RequestPayload {
    if !once.is_empty() {
        return RequestPayload::once(joined(once, pieces));
    }
    match in_memory(&pieces) {
        Some(bytes) => RequestPayload::Whole(bytes),
        None => RequestPayload::Replayable(Arc::new(move || {
            Body::from_stream(contents(pieces.clone())).with_length(length(&pieces))
        })),
    }
}

fn length(pieces: &[FormPiece]) -> u64 {
    let lengths = pieces.iter().map(|piece| match piece {
        FormPiece::Bytes(bytes) => bytes.len() as u64,
        FormPiece::File { length, .. } => *length,
    });
    lengths.sum()
}

/// Returns the whole form, if it contains no file.
fn in_memory(pieces: &[FormPiece]) -> Option<Bytes> {
    pieces
        .iter()
        .try_fold(BytesMut::new(), |mut whole, piece| match piece {
            FormPiece::Bytes(bytes) => {
                whole.extend_from_slice(bytes);
                Some(whole)
            }
            FormPiece::File { .. } => None,
        })
        .map(BytesMut::freeze)
}

/// Returns a body of streams, each after its pieces, and the rest.
fn joined(once: Vec<(Vec<FormPiece>, Body)>, rest: Vec<FormPiece>) -> Body {
    let lengths = once
        .iter()
        .map(|(before, body)| Some(length(before) + body.content_length()?));
    let total = lengths.sum::<Option<u64>>().map(|sum| sum + length(&rest));
    let streams = stream::iter(once).flat_map(|(before, body)| contents(before).chain(body.into_chunks()));
    let whole = Body::from_stream(streams.chain(contents(rest)));
    match total {
        Some(total) => whole.with_length(total),
        None => whole,
    }
}

fn contents(pieces: Vec<FormPiece>) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    stream::iter(pieces).flat_map(|piece| match piece {
        FormPiece::Bytes(bytes) => stream::once(future::ready(Ok(bytes))).left_stream(),
        FormPiece::File { path, length } => file(path, length).right_stream(),
    })
}

/// Reads a file in pieces: exactly the declared length, or an error.
fn file(path: PathBuf, length: u64) -> impl Stream<Item = Result<Bytes, BoxError>> + Send + 'static {
    stream::try_unfold((None, path, length), |(open, path, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let mut file = match open {
            Some(file) => file,
            None => tokio::fs::File::open(&path).await?,
        };
        let mut piece = BytesMut::with_capacity(MAX_PIECE);
        let most = usize::try_from(left).unwrap_or(MAX_PIECE).min(MAX_PIECE);
        let read = (&mut file).take(most as u64).read_buf(&mut piece).await?;
        if read == 0 {
            return Err(BoxError::from("the file shrank while it was sent"));
        }
        Ok(Some((piece.freeze(), (Some(file), path, left - read as u64))))
    })
}

//! What a caller uploads: a file, bytes, a stream.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::{Source, file_source};
use crate::client::Body;

/// A file to be sent as a part of a form: bytes, a file on disk, or a stream. What generated methods take for a part
/// that is a file.
///
/// Files are read while they are sent, in little memory, and again for each attempt. A stream can be sent once: a
/// call with it is never repeated, and a second call with a clone of it fails.
#[derive(Clone)]
pub struct Upload {
    content: Content,
    file_name: Option<String>,
}

#[derive(Clone)]
enum Content {
    Bytes(Bytes),
    File { path: std::path::PathBuf, length: u64 },
    Stream(Arc<Mutex<Option<Body>>>),
}

impl Upload {
    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Content::Bytes(bytes.into()))
    }

    /// A file, by its path: sent under its own name, unless the spec or [`Upload::file_name`] gives another.
    ///
    /// # Errors
    /// When it is not there, or not a file.
    pub async fn file(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let (path, length, file_name) = file_source(path.as_ref()).await?;
        let upload = Self::new(Content::File { path, length });
        Ok(Self { file_name, ..upload })
    }

    /// A body that can be read once. Give it a length, where it is known: without, the whole form has none.
    pub fn stream(body: Body) -> Self {
        Self::new(Content::Stream(Arc::new(Mutex::new(Some(body)))))
    }

    fn new(content: Content) -> Self {
        Self {
            content,
            file_name: None,
        }
    }

    /// The name of the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn source(&self) -> Source {
        match &self.content {
            Content::Bytes(bytes) => Source::Bytes(bytes.clone()),
            Content::File { path, length } => Source::File {
                path: path.clone(),
                length: *length,
            },
            Content::Stream(body) => {
                let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                body.map_or(Source::Gone, |body| Source::Stream { body })
            }
        }
    }
}

impl From<&str> for Upload {
    fn from(text: &str) -> Self {
        Self::bytes(text.to_owned())
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

/// The same bytes, the same file, or the very same stream.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.content, &other.content) {
            (Content::Bytes(one), Content::Bytes(other)) => one == other,
            (Content::File { path: one, .. }, Content::File { path: other, .. }) => one == other,
            (Content::Stream(one), Content::Stream(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same && self.file_name == other.file_name
    }
}

/// Shows the name of the file, no content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .finish_non_exhaustive()
    }
}

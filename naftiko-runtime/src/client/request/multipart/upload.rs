//! Uploads: files, bytes, streams.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;

use super::{PartSource, file_source};
use crate::client::Body;
use crate::lock::lock;

/// A file to send as a part of a form: bytes, a file on disk, or a stream. Generated methods take it for parts that
/// are files.
///
/// Files are read while they are sent, in little memory, and again for each attempt. A stream can be sent once: the
/// call is never retried, and a second call with a clone fails.
#[derive(Clone)]
pub struct Upload {
    content: UploadContent,
    file_name: Option<String>,
}

#[derive(Clone)]
enum UploadContent {
    Bytes(Bytes),
    File { path: std::path::PathBuf, length: u64 },
    Stream(Arc<Mutex<Option<Body>>>),
}

impl Upload {
    /// Creates an upload from bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(UploadContent::Bytes(bytes.into()))
    }

    /// Creates an upload from a file, sent under its own name unless the spec or [`Upload::file_name`] sets another
    /// one.
    ///
    /// # Errors
    /// When the file does not exist, or is not a regular file.
    pub async fn file(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let (path, length, file_name) = file_source(path.as_ref()).await?;
        let upload = Self::new(UploadContent::File { path, length });
        Ok(Self { file_name, ..upload })
    }

    /// Creates an upload from a body that can be read once. Set its length where it is known: otherwise, the whole
    /// form has none.
    pub fn stream(body: Body) -> Self {
        Self::new(UploadContent::Stream(Arc::new(Mutex::new(Some(body)))))
    }

    fn new(content: UploadContent) -> Self {
        Self {
            content,
            file_name: None,
        }
    }

    /// Sets the file name.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn source(&self) -> PartSource {
        match &self.content {
            UploadContent::Bytes(bytes) => PartSource::Bytes(bytes.clone()),
            UploadContent::File { path, length } => PartSource::File {
                path: path.clone(),
                length: *length,
            },
            UploadContent::Stream(body) => {
                let body = lock(body).take();
                body.map_or(PartSource::AlreadySent, |body| PartSource::Stream { body })
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

/// Compares the bytes, the path, or the identity of the stream.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.content, &other.content) {
            (UploadContent::Bytes(one), UploadContent::Bytes(other)) => one == other,
            (UploadContent::File { path: one, .. }, UploadContent::File { path: other, .. }) => one == other,
            (UploadContent::Stream(one), UploadContent::Stream(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same && self.file_name == other.file_name
    }
}

/// Shows the file name, no content.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("file_name", &self.file_name)
            .finish_non_exhaustive()
    }
}

//! Multipart forms (RFC 7578).

mod upload;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

pub use self::upload::Upload;
pub(crate) use self::write::write;
use super::headers;
use crate::client::Body;
use crate::parameter::{InputProblem, ParameterIn, ProblemKind};
use crate::value::{Argument, Json};

/// A part of a multipart form: a field or a file. For [`Call::multipart`](crate::client::Call::multipart).
pub struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    source: PartSource,
}

enum PartSource {
    Absent,
    Bytes(Bytes),
    File {
        path: PathBuf,
        length: u64,
    },
    Stream {
        body: Body,
    },
    /// A stream that was sent already.
    AlreadySent,
}

/// Returns path, length and name of an existing file.
async fn file_source(path: &Path) -> std::io::Result<(PathBuf, u64, Option<String>)> {
    let metadata = tokio::fs::metadata(path).await?;
    if !metadata.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((path.to_owned(), metadata.len(), name))
}

impl Part {
    /// Creates a field from its text; absent when the value is absent.
    pub fn text<'a>(name: impl Into<String>, value: impl Into<Argument<'a>>) -> Self {
        let text = value.into().to_text().map(|text| Bytes::from(text.into_owned()));
        Self::new(name.into(), text.map_or(PartSource::Absent, PartSource::Bytes))
    }

    /// Creates a JSON field; absent when the value is absent.
    pub fn json<'a>(name: impl Into<String>, value: impl Into<Argument<'a>>) -> Self {
        let json = value.into().into_json().map(Json::into_bytes);
        let part = Self::new(name.into(), json.map_or(PartSource::Absent, PartSource::Bytes));
        part.content_type("application/json")
    }

    /// Creates a part from bytes in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name.into(), PartSource::Bytes(bytes.into()))
    }

    /// Creates a part from a file. It is read while it is sent, under its own name unless another one is set.
    ///
    /// # Errors
    /// When the file does not exist, or is not a regular file.
    pub async fn file(name: impl Into<String>, path: impl AsRef<Path>) -> std::io::Result<Self> {
        let (path, length, file_name) = file_source(path.as_ref()).await?;
        let part = Self::new(name.into(), PartSource::File { path, length });
        Ok(Self { file_name, ..part })
    }

    /// Creates a part from a body that can be read once; the call is never retried. Set its length where it is known:
    /// otherwise, the whole form has none.
    pub fn stream(name: impl Into<String>, body: Body) -> Self {
        Self::new(name.into(), PartSource::Stream { body })
    }

    /// Creates a part from an upload, under its own name, else the part's; absent when there is none.
    pub fn upload<'a>(name: impl Into<String>, upload: impl Into<Option<&'a Upload>>) -> Self {
        let name = name.into();
        let Some(upload) = upload.into() else {
            return Self::new(name, PartSource::Absent);
        };
        let file_name = upload.name().unwrap_or(&name).to_owned();
        Self::new(name, upload.source()).file_name(file_name)
    }

    fn new(name: String, source: PartSource) -> Self {
        Self {
            name,
            file_name: None,
            content_type: None,
            source,
        }
    }

    /// Sets the file name; an empty one has no effect.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into())
            .filter(|name| !name.is_empty())
            .or(self.file_name);
        self
    }

    /// Sets the content type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Returns the header of the part, or an error with the name of the invalid part.
    fn head(&self, boundary: &str) -> Result<Bytes, InputProblem> {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            escaped(&self.name)
        );
        if let Some(name) = &self.file_name {
            head.extend(["; filename=\"", &escaped(name), "\""]);
        }
        if let Some(content_type) = &self.content_type {
            headers::content_type(content_type).map_err(|why| {
                let message = format!("the content type {why}");
                InputProblem::new(ParameterIn::Field(&self.name), ProblemKind::Invalid, message)
            })?;
            head.extend(["\r\nContent-Type: ", content_type]);
        }
        head.push_str("\r\n\r\n");
        Ok(head.into())
    }
}

/// Escapes a quoted name as browsers do, so that it cannot end the quotes or the line.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parts: Vec<Part>) -> String {
        let Ok((content_type, payload)) = write(parts) else {
            return "a problem".to_owned();
        };
        let text = String::from_utf8_lossy(payload.bytes().unwrap_or_default()).into_owned();
        let boundary = content_type.rsplit('=').next().unwrap_or_default().to_owned();
        text.replace(&boundary, "B")
    }

    #[test]
    fn parts_are_encoded_as_by_browsers() {
        let parts = vec![
            Part::text("note", "a & b"),
            Part::text("absent", None::<String>),
            Part::bytes("file", &b"\x00\r\n"[..])
                .file_name("x.bin")
                .content_type("application/x"),
        ];
        assert_eq!(
            written(parts),
            "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\na & b\r\n--B\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"x.bin\"\r\nContent-Type: application/x\r\n\r\n\x00\r\n\r\n--B--\r\n"
        );
        assert_eq!(written(Vec::new()), "--B--\r\n");
    }

    #[test]
    fn part_name_cannot_add_a_header_or_a_part() {
        let evil = "x\"\r\nX-Evil: 1\r\n\r\n--B";
        let text = written(vec![Part::bytes(evil, "1").file_name(evil)]);
        assert_eq!(text.matches("\r\n").count(), 5, "{text}");
        assert!(text.contains("name=\"x%22%0D%0AX-Evil"), "{text}");
        assert_eq!(
            written(vec![Part::bytes("a", "1").content_type("x\r\nX-Evil: 1")]),
            "a problem"
        );
    }
}

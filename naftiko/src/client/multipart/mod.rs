//! Forms of several parts, such as files (RFC 7578).

mod upload;
mod write;

use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;

pub use self::upload::Upload;
pub(super) use self::write::write;
use super::body::Body;
use crate::input::{In, InputProblem, ProblemKind};
use crate::value::{Argument, Json};

/// A part of a form: a field or a file. For [`Call::multipart`](super::Call::multipart).
pub struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    source: Source,
}

enum Source {
    Absent,
    Bytes(Bytes),
    File {
        path: PathBuf,
        length: u64,
    },
    Stream {
        body: Body,
    },
    /// A stream that has been sent.
    Gone,
}

/// Path, length and name of a file that is there.
async fn file_source(path: &Path) -> std::io::Result<(PathBuf, u64, Option<String>)> {
    let metadata = tokio::fs::metadata(path).await?;
    if !metadata.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((path.to_owned(), metadata.len(), name))
}

impl Part {
    /// A field, as its text; absent when the value is.
    pub fn text<'a>(name: impl Into<String>, value: impl Into<Argument<'a>>) -> Self {
        let text = value.into().to_text().map(|text| Bytes::from(text.into_owned()));
        Self::new(name.into(), text.map_or(Source::Absent, Source::Bytes))
    }

    /// A field that is JSON; absent when the value is.
    pub fn json<'a>(name: impl Into<String>, value: impl Into<Argument<'a>>) -> Self {
        let json = value.into().into_json().map(Json::into_bytes);
        let part = Self::new(name.into(), json.map_or(Source::Absent, Source::Bytes));
        part.content_type("application/json")
    }

    /// Bytes in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name.into(), Source::Bytes(bytes.into()))
    }

    /// A file, by its path: read while it is sent, and under its own name unless another is given.
    ///
    /// # Errors
    /// When it is not there, or not a file.
    pub async fn file(name: impl Into<String>, path: impl AsRef<Path>) -> std::io::Result<Self> {
        let (path, length, file_name) = file_source(path.as_ref()).await?;
        let part = Self::new(name.into(), Source::File { path, length });
        Ok(Self { file_name, ..part })
    }

    /// A body that can be read once: a call with it is never repeated. Give it a length, where it is known:
    /// without, the whole form has none.
    pub fn stream(name: impl Into<String>, body: Body) -> Self {
        Self::new(name.into(), Source::Stream { body })
    }

    /// What a caller uploads, under its own name, else the part's; absent when there is none.
    pub fn upload<'a>(name: impl Into<String>, upload: impl Into<Option<&'a Upload>>) -> Self {
        let name = name.into();
        let Some(upload) = upload.into() else {
            return Self::new(name, Source::Absent);
        };
        let file_name = upload.name().unwrap_or(&name).to_owned();
        Self::new(name, upload.source()).file_name(file_name)
    }

    fn new(name: String, source: Source) -> Self {
        Self {
            name,
            file_name: None,
            content_type: None,
            source,
        }
    }

    /// The name of the file that it is; an empty one changes nothing.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into())
            .filter(|name| !name.is_empty())
            .or(self.file_name);
        self
    }

    /// The content type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// What stands before the content; the error says which part cannot be written.
    fn head(&self, boundary: &str) -> Result<Bytes, InputProblem> {
        let mut head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            escaped(&self.name)
        );
        if let Some(name) = &self.file_name {
            head.extend(["; filename=\"", &escaped(name), "\""]);
        }
        if let Some(content_type) = &self.content_type {
            if content_type.is_empty() || content_type.chars().any(char::is_control) {
                let message = "the content type must not hold line breaks or control characters";
                return Err(InputProblem::new(
                    In::Field(&self.name),
                    ProblemKind::Invalid,
                    message,
                ));
            }
            head.extend(["\r\nContent-Type: ", content_type]);
        }
        head.push_str("\r\n\r\n");
        Ok(head.into())
    }
}

/// A name between quotes, as browsers write it: nothing in it ends the quotes or the line.
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
    fn parts_are_written_as_browsers_do() {
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
    fn no_name_adds_a_header_or_a_part() {
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

//! Answers in other formats than JSON, turned into JSON.
//!
//! An operation whose `outputRawFormat` is not JSON says so with a [`Format`]; what reads its answers then
//! reads the JSON that the body converts to. Each format is behind a feature of its own: `xml`, `csv` (also
//! tsv and psv), `yaml`, `html`, `markdown`, `avro`, `protobuf`. None is on by default.
//!
//! Bodies are not trusted: a conversion ends with an error once it goes over its [`Limits`].

#[cfg(feature = "avro")]
mod avro;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "html")]
mod html;
mod limits;
#[cfg(feature = "markdown")]
mod markdown;
#[cfg(feature = "protobuf")]
mod protobuf;
#[cfg(any(feature = "avro", feature = "protobuf"))]
mod schemas;
#[cfg(any(feature = "html", feature = "markdown"))]
mod table;
mod text;
#[cfg(any(feature = "avro", feature = "protobuf"))]
mod wire;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "yaml")]
mod yaml;

use serde_json::Value;

pub use limits::Limits;

use crate::value::DecodeError;
#[cfg(feature = "client")]
use crate::value::Json;

/// A format that bodies are converted from. Each needs the feature of its name (the separated values: `csv`). Without it, an
/// operation that answers in it does not compile, and [`Format::to_json`] fails; both say which feature it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// XML: the root element's children and attributes are members, repeated ones arrays, scalars strings.
    Xml,
    /// Comma-separated values under a header: an array of objects of strings.
    Csv,
    /// Tab-separated values, as [`Format::Csv`].
    Tsv,
    /// Values separated by `|`, as [`Format::Csv`].
    Psv,
    /// The first document of YAML.
    Yaml,
    /// The tables of HTML; the schema is a CSS selector that says which.
    Html,
    /// Front matter, tables and sections of Markdown; the schema is what the headings of the sections begin
    /// with.
    Markdown,
    /// One datum of Avro, bare; the schema is the text of an `.avsc` file.
    Avro,
    /// One message of Protocol Buffers; the schema is the text of a `.proto` file, whose first message it is.
    Protobuf,
}

impl Format {
    /// The feature that the format needs, in a sentence, if it is off.
    #[cfg(feature = "client")]
    const fn lack(self) -> Option<&'static str> {
        match self {
            Self::Xml => lack!("xml"),
            Self::Csv | Self::Tsv | Self::Psv => lack!("csv"),
            Self::Yaml => lack!("yaml"),
            Self::Html => lack!("html"),
            Self::Markdown => lack!("markdown"),
            Self::Avro => lack!("avro"),
            Self::Protobuf => lack!("protobuf"),
        }
    }

    /// The JSON that a body in this format converts to; that of an empty body of text is null.
    ///
    /// `schema` is what the format needs besides the body, if it needs anything.
    ///
    /// # Errors
    /// When the body is not in this format, goes over a limit, or the schema is missing or no such schema.
    #[allow(unused_variables, reason = "not each format has a schema")]
    pub fn to_json(
        self,
        body: &[u8],
        schema: Option<&'static str>,
        limits: &Limits,
    ) -> Result<Value, DecodeError> {
        limits.check_bytes(body)?;
        match self {
            #[cfg(feature = "xml")]
            Self::Xml => text::of(body, "XML", |text| xml::to_json(text, limits)),
            #[cfg(feature = "csv")]
            Self::Csv => text::of(body, "CSV", |text| csv::to_json(text, b',', limits)),
            #[cfg(feature = "csv")]
            Self::Tsv => text::of(body, "TSV", |text| csv::to_json(text, b'\t', limits)),
            #[cfg(feature = "csv")]
            Self::Psv => text::of(body, "PSV", |text| csv::to_json(text, b'|', limits)),
            #[cfg(feature = "yaml")]
            Self::Yaml => text::of(body, "YAML", |text| yaml::to_json(text, limits)),
            #[cfg(feature = "html")]
            Self::Html => text::of(body, "HTML", |text| html::to_json(text, schema, limits)),
            #[cfg(feature = "markdown")]
            Self::Markdown => text::of(body, "Markdown", |text| markdown::to_json(text, schema, limits)),
            #[cfg(feature = "avro")]
            Self::Avro => avro::to_json(body, schema, limits),
            #[cfg(feature = "protobuf")]
            Self::Protobuf => protobuf::to_json(body, schema, limits),
            #[cfg(not(feature = "xml"))]
            Self::Xml => Err(off("xml")),
            #[cfg(not(feature = "csv"))]
            Self::Csv | Self::Tsv | Self::Psv => Err(off("csv")),
            #[cfg(not(feature = "yaml"))]
            Self::Yaml => Err(off("yaml")),
            #[cfg(not(feature = "html"))]
            Self::Html => Err(off("html")),
            #[cfg(not(feature = "markdown"))]
            Self::Markdown => Err(off("markdown")),
            #[cfg(not(feature = "avro"))]
            Self::Avro => Err(off("avro")),
            #[cfg(not(feature = "protobuf"))]
            Self::Protobuf => Err(off("protobuf")),
        }
    }
}

/// The error of a format whose feature is off.
#[allow(dead_code, reason = "with every feature on there is none")]
fn off(feature: &str) -> DecodeError {
    let found = format!("an answer that only the feature `{feature}` of the crate naftiko can read");
    DecodeError::new("$", "JSON", found)
}

/// How the answers of an operation are converted.
#[cfg(feature = "client")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion {
    format: Format,
    schema: Option<&'static str>,
}

#[cfg(feature = "client")]
impl Conversion {
    /// # Panics
    /// When the feature that the format needs is off: in a `static`, that is when it is compiled.
    pub(crate) const fn new(format: Format, schema: Option<&'static str>) -> Self {
        if let Some(lack) = format.lack() {
            panic!("{}", lack);
        }
        Self { format, schema }
    }

    /// The JSON of a body, within the usual limits.
    pub(crate) fn convert(self, body: &[u8]) -> Result<Json, DecodeError> {
        self.format
            .to_json(body, self.schema, &Limits::default())
            .map(Json::from)
    }
}

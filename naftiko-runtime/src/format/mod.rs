//! Conversion of response formats other than JSON.
//!
//! An operation whose `outputRawFormat` is not JSON has a [`Format`]; its responses are converted to JSON before they
//! are read. Each format is behind its own feature: `xml`, `csv` (also tsv and psv), `yaml`, `html`, `markdown`,
//! `avro`, `protobuf`. None is on by default.
//!
//! Bodies are not trusted: a conversion that exceeds its [`FormatLimits`] fails.

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

pub use limits::FormatLimits;

use std::borrow::Cow;

#[cfg(feature = "client")]
use http::HeaderMap;

#[cfg(feature = "client")]
use crate::charset;
#[cfg(feature = "client")]
use crate::value::Converted;
use crate::value::{DecodeError, Json};

/// A format of response bodies. Each needs the feature of its name (separated values: `csv`). Without it, an
/// operation with the format does not compile, and [`Format::to_json`] fails; both name the feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// XML: children and attributes of the root element become members, repeated ones arrays, scalars strings.
    Xml,
    /// Comma-separated values with a header: an array of objects of strings.
    Csv,
    /// Tab-separated values, like [`Format::Csv`].
    Tsv,
    /// Values separated by `|`, like [`Format::Csv`].
    Psv,
    /// The first YAML document.
    Yaml,
    /// HTML tables; the schema is a CSS selector of the tables.
    Html,
    /// Front matter, tables and sections of Markdown; the schema is a prefix of the sections' headings.
    Markdown,
    /// One Avro datum without a container; the schema is the text of an `.avsc` file.
    Avro,
    /// One Protocol Buffers message; the schema is the text of a `.proto` file, whose first message is used.
    Protobuf,
}

impl Format {
    /// Returns the message about the missing feature, if it is off.
    #[cfg(feature = "client")]
    const fn missing_feature(self) -> Option<&'static str> {
        match self {
            Self::Xml => missing_feature!("xml"),
            Self::Csv | Self::Tsv | Self::Psv => missing_feature!("csv"),
            Self::Yaml => missing_feature!("yaml"),
            Self::Html => missing_feature!("html"),
            Self::Markdown => missing_feature!("markdown"),
            Self::Avro => missing_feature!("avro"),
            Self::Protobuf => missing_feature!("protobuf"),
        }
    }

    /// Returns the media types of the format, as `Accept` has them; any where none is registered.
    #[cfg(feature = "client")]
    const fn media_types(self) -> &'static str {
        match self {
            Self::Xml => "application/xml, text/xml",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Psv => "*/*",
            Self::Yaml => "application/yaml, text/yaml, application/x-yaml",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Avro => "avro/binary, application/avro",
            Self::Protobuf => "application/protobuf, application/x-protobuf",
        }
    }

    /// Converts a body to JSON. An empty text body becomes null. Numbers of text keep their digits. Text is UTF-8, unless it has a byte order
    /// mark, or an XML declaration or a `meta` of HTML names its charset.
    ///
    /// `schema` is the additional input of the format, if it needs one.
    ///
    /// # Errors
    /// When the body is not in this format or exceeds a limit, or when the schema is missing or invalid.
    pub fn to_json(
        self,
        body: &[u8],
        schema: Option<&'static str>,
        limits: &FormatLimits,
    ) -> Result<Json, DecodeError> {
        self.read(body, self.charset_in(body).as_deref(), schema, limits)
    }

    /// Returns the charset that a text in this format names itself.
    #[allow(unused_variables, reason = "some formats name none")]
    fn charset_in(self, body: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            #[cfg(feature = "xml")]
            Self::Xml => xml::declared(body).map(Cow::Borrowed),
            #[cfg(feature = "html")]
            Self::Html => html::declared(body).map(Cow::Owned),
            _ => None,
        }
    }

    /// Converts a body in a charset.
    #[allow(unused_variables, reason = "some formats have no schema, and some are bytes")]
    fn read(
        self,
        body: &[u8],
        charset: Option<&str>,
        schema: Option<&'static str>,
        limits: &FormatLimits,
    ) -> Result<Json, DecodeError> {
        limits.check_bytes(body)?;
        match self {
            #[cfg(feature = "xml")]
            Self::Xml => text::of(body, charset, ("XML", limits), |text| xml::to_json(text, limits)),
            #[cfg(feature = "csv")]
            Self::Csv => text::of(body, charset, ("CSV", limits), |text| {
                csv::to_json(text, b',', limits)
            }),
            #[cfg(feature = "csv")]
            Self::Tsv => text::of(body, charset, ("TSV", limits), |text| {
                csv::to_json(text, b'\t', limits)
            }),
            #[cfg(feature = "csv")]
            Self::Psv => text::of(body, charset, ("PSV", limits), |text| {
                csv::to_json(text, b'|', limits)
            }),
            #[cfg(feature = "yaml")]
            Self::Yaml => text::of(body, charset, ("YAML", limits), |text| {
                yaml::to_json(text, limits)
            }),
            #[cfg(feature = "html")]
            Self::Html => text::of(body, charset, ("HTML", limits), |text| {
                html::to_json(text, schema, limits)
            }),
            #[cfg(feature = "markdown")]
            Self::Markdown => text::of(body, charset, ("Markdown", limits), |text| {
                markdown::to_json(text, schema, limits)
            }),
            #[cfg(feature = "avro")]
            Self::Avro => avro::to_json(body, schema, limits).map(Json::from),
            #[cfg(feature = "protobuf")]
            Self::Protobuf => protobuf::to_json(body, schema, limits).map(Json::from),
            #[cfg(not(feature = "xml"))]
            Self::Xml => Err(feature_error("xml")),
            #[cfg(not(feature = "csv"))]
            Self::Csv | Self::Tsv | Self::Psv => Err(feature_error("csv")),
            #[cfg(not(feature = "yaml"))]
            Self::Yaml => Err(feature_error("yaml")),
            #[cfg(not(feature = "html"))]
            Self::Html => Err(feature_error("html")),
            #[cfg(not(feature = "markdown"))]
            Self::Markdown => Err(feature_error("markdown")),
            #[cfg(not(feature = "avro"))]
            Self::Avro => Err(feature_error("avro")),
            #[cfg(not(feature = "protobuf"))]
            Self::Protobuf => Err(feature_error("protobuf")),
        }
    }
}

/// Returns the error of a format whose feature is off.
#[allow(dead_code, reason = "unused when every feature is on")]
fn feature_error(feature: &str) -> DecodeError {
    let found = format!("a response that needs feature `{feature}` of `naftiko`");
    DecodeError::new("$", "JSON", found)
}

/// The conversion of the responses of an operation.
#[cfg(feature = "client")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion {
    format: Format,
    schema: Option<&'static str>,
}

#[cfg(feature = "client")]
impl Conversion {
    /// # Panics
    /// When the feature of the format is off: at compile time in a `static`.
    pub(crate) const fn new(format: Format, schema: Option<&'static str>) -> Self {
        if let Some(missing_feature) = format.missing_feature() {
            panic!("{}", missing_feature);
        }
        Self { format, schema }
    }

    /// Returns the charset of a body: the one of its content type, or else one that the text names.
    pub(crate) fn charset<'b>(self, body: &'b [u8], headers: &'b HeaderMap) -> Option<Cow<'b, str>> {
        let declared = charset::of(headers).map(Cow::Borrowed);
        declared.or_else(|| self.format.charset_in(body))
    }

    /// Returns whether bodies are bytes rather than text.
    pub(crate) fn is_binary(self) -> bool {
        matches!(self.format, Format::Avro | Format::Protobuf)
    }

    /// Returns the media types of the format, as `Accept` has them.
    pub(crate) fn media_types(self) -> &'static str {
        self.format.media_types()
    }

    /// Converts a body to JSON, in a charset, with the default limits.
    pub(crate) fn convert(self, body: &[u8], charset: Option<&str>) -> Result<Converted, DecodeError> {
        let json = self
            .format
            .read(body, charset, self.schema, &FormatLimits::default())?;
        Ok(match self.format {
            Format::Xml => Converted::from_xml(json),
            _ => json.into(),
        })
    }
}

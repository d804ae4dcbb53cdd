//! Content codings (RFC 9110, 8.4): compressed bodies of APIs and callers, decoded while they are read.

mod body;
#[cfg(feature = "brotli")]
mod brotli;
#[cfg(any(feature = "rest", feature = "mcp"))]
mod deflate;
mod gzip;
mod inflate;
#[cfg(feature = "zstd")]
mod zstd;

pub(crate) use body::{CorruptBody, Decoded};
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) use deflate::GzipEncoder;

use http::header::{ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, HeaderName, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue};

use inflate::Inflate;

/// The codings that are decoded, as `Accept-Encoding` has them.
pub(crate) const ACCEPTED: HeaderValue = match (cfg!(feature = "brotli"), cfg!(feature = "zstd")) {
    (true, true) => HeaderValue::from_static("gzip, deflate, br, zstd"),
    (false, true) => HeaderValue::from_static("gzip, deflate, zstd"),
    (_, false) => ACCEPTED_STREAMED,
};

/// Those of responses that are read while they arrive. Zstandard is not among them: its decoder keeps a window of bytes back.
pub(crate) const ACCEPTED_STREAMED: HeaderValue = if cfg!(feature = "brotli") {
    HeaderValue::from_static("gzip, deflate, br")
} else {
    HeaderValue::from_static("gzip, deflate")
};

/// What a body may be in, for errors.
pub(crate) const KNOWN: &str = "a body in gzip, deflate, or in br or zstd with the feature of that coding";

/// The largest piece that is decoded at once.
const PIECE: usize = 16 * 1024;

/// The most codings of one body. Each multiplies the work for a byte.
const MAX_CODINGS: usize = 3;

/// How much of the name of an unknown coding an error shows.
const MAX_NAME: usize = 40;

/// A coding that is decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Coding {
    Gzip,
    /// The zlib format; many servers send its content without the frame.
    Deflate,
    #[cfg(feature = "brotli")]
    Brotli,
    #[cfg(feature = "zstd")]
    Zstd,
}

/// A coding that is unknown, or one too many.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct UnknownCoding(pub(crate) String);

/// Decodes a body, piece by piece.
trait Decode: Send + Sync {
    /// Takes bytes from the front of `input` and returns the next piece; an empty one when `input` is taken completely.
    fn decode(&mut self, input: &mut bytes::Bytes) -> Result<bytes::Bytes, CorruptBody>;

    /// Checks that the body is complete.
    fn finish(&self) -> Result<(), CorruptBody>;

    /// Returns the memory that the decoder has in bytes, beyond what every request takes.
    fn memory(&self) -> usize {
        0
    }
}

impl Coding {
    fn of(name: &str) -> Option<Self> {
        match name {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            #[cfg(feature = "brotli")]
            "br" => Some(Self::Brotli),
            #[cfg(feature = "zstd")]
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    fn decoder(self) -> Box<dyn Decode> {
        match self {
            Self::Gzip => Box::new(Inflate::gzip()),
            Self::Deflate => Box::new(Inflate::deflate()),
            #[cfg(feature = "brotli")]
            Self::Brotli => Box::new(brotli::Brotli::new()),
            #[cfg(feature = "zstd")]
            Self::Zstd => Box::new(zstd::Zstd::new()),
        }
    }
}

/// Returns the codings of a body in the order in which they are decoded, which is the reverse of the header's.
pub(crate) fn codings(headers: &HeaderMap) -> Result<Vec<Coding>, UnknownCoding> {
    let mut codings = Vec::new();
    for line in headers.get_all(CONTENT_ENCODING) {
        let line = String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase();
        for name in line.split(',').map(str::trim) {
            if matches!(name, "" | "identity") {
                continue;
            }
            let coding = Coding::of(name).filter(|_| codings.len() < MAX_CODINGS);
            codings.push(coding.ok_or_else(|| UnknownCoding(name.chars().take(MAX_NAME).collect()))?);
        }
    }
    codings.reverse();
    Ok(codings)
}

/// Returns whether a peer accepts gzip (RFC 9110, 12.5.3). Without `Accept-Encoding`, it gets plain bodies.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(http::header::ACCEPT_ENCODING).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let mut any = false;
    for range in lines.flat_map(|line| line.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|parameter| parameter.strip_prefix("q="));
        let is_accepted = weight.and_then(|text| text.parse().ok()).unwrap_or(1.0_f32) > 0.0;
        match name.as_str() {
            "gzip" | "x-gzip" => return is_accepted,
            "*" => any = is_accepted,
            _ => {}
        }
    }
    any
}

/// Removes the headers that describe the bytes of an encoded body, and makes a strong validator weak.
pub(crate) fn describe_decoded(headers: &mut HeaderMap) {
    static OF_BYTES: [HeaderName; 8] = [
        ACCEPT_RANGES,
        CONTENT_ENCODING,
        CONTENT_LENGTH,
        TRANSFER_ENCODING,
        HeaderName::from_static("content-digest"),
        HeaderName::from_static("content-md5"),
        HeaderName::from_static("digest"),
        HeaderName::from_static("repr-digest"),
    ];
    for name in &OF_BYTES {
        headers.remove(name);
    }
    weaken(headers);
}

/// Makes a strong `ETag` weak, for a body whose bytes are others.
pub(crate) fn weaken(headers: &mut HeaderMap) {
    let Some(strong) = headers.get(ETAG).filter(|tag| tag.as_bytes().starts_with(b"\"")) else {
        return;
    };
    match HeaderValue::from_bytes(&[b"W/", strong.as_bytes()].concat()) {
        Ok(weak) => headers.insert(ETAG, weak),
        Err(_) => headers.remove(ETAG),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lines: &[&'static str]) -> Result<Vec<Coding>, UnknownCoding> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(line));
        }
        codings(&headers)
    }

    #[test]
    fn codings_are_decoded_from_the_last_to_the_first() {
        use Coding::{Deflate, Gzip};
        assert_eq!(found(&[]), Ok(vec![]));
        assert_eq!(found(&["identity", ""]), Ok(vec![]));
        assert_eq!(found(&["X-GZIP"]), Ok(vec![Gzip]));
        assert_eq!(found(&["deflate, gzip"]), Ok(vec![Gzip, Deflate]));
        assert_eq!(found(&["deflate", "gzip ,identity"]), Ok(vec![Gzip, Deflate]));
        assert_eq!(found(&["gzip, lzma"]), Err(UnknownCoding("lzma".to_owned())));
        assert_eq!(
            found(&["gzip,gzip,gzip,gzip"]),
            Err(UnknownCoding("gzip".to_owned()))
        );
    }

    #[cfg(any(feature = "rest", feature = "mcp"))]
    #[test]
    fn gzip_is_accepted_by_name_or_by_any() {
        let accepts = |text: &'static str| {
            let header = (http::header::ACCEPT_ENCODING, HeaderValue::from_static(text));
            accepts_gzip(&HeaderMap::from_iter([header]))
        };
        for text in ["gzip", "br, GZIP;q=0.1", "*", "identity;q=0.5, *;q=0.1", "x-gzip"] {
            assert!(accepts(text), "{text}");
        }
        for text in ["", "br", "gzip;q=0", "*, gzip;q=0.0", "*;q=0", "identity"] {
            assert!(!accepts(text), "{text}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn decoded_body_has_a_weak_validator_and_no_headers_of_its_bytes() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("etag", "\"1\""),
            ("content-encoding", "gzip"),
            ("content-length", "7"),
            ("content-md5", "x"),
            ("repr-digest", "x"),
            ("content-type", "text/csv"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        describe_decoded(&mut headers);
        let left: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        assert_eq!(left, [("etag", &b"W/\"1\""[..]), ("content-type", b"text/csv")]);
        weaken(&mut headers);
        assert_eq!(headers[ETAG], "W/\"1\"");
    }
}

//! Media types of contents.

use crate::media_type::essence;

/// Returns whether a media type is text.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/")
        || ["+json", "+xml", "+yaml"]
            .iter()
            .any(|suffix| essence.ends_with(suffix))
        || matches!(
            essence.as_str(),
            "application/json"
                | "application/yaml"
                | "application/x-yaml"
                | "application/xml"
                | "application/javascript"
        )
}

/// Returns whether a media type is this one, with any parameters.
pub(super) fn is_essence(media_type: &str, essence: &str) -> bool {
    let found = media_type.as_bytes().split(|byte| *byte == b';').next();
    found.is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(essence.as_bytes()))
}

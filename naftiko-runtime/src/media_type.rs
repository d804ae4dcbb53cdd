//! Media types: of files, and without their parameters.

/// Returns a media type in lower case, without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns the media type of a file by its extension; `None` for an unknown one.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) fn of_name(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "md" | "markdown" => "text/markdown",
        "txt" | "log" => "text/plain",
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "csv" => "text/csv",
        "tsv" => "text/tab-separated-values",
        "js" | "mjs" => "text/javascript",
        "json" => "application/json",
        "yaml" | "yml" => "application/yaml",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "ogg" => "audio/ogg",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        _ => return None,
    })
}

/// Returns whether a media type is text.
#[cfg(feature = "mcp")]
pub(crate) fn is_text(media_type: &str) -> bool {
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
#[cfg(feature = "mcp")]
pub(crate) fn is_essence(media_type: &str, essence: &str) -> bool {
    let found = media_type.as_bytes().split(|byte| *byte == b';').next();
    found.is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(essence.as_bytes()))
}

//! The charset that a page declares.

/// The bytes at the start of a page that are searched, as the standard of HTML has it.
const START: usize = 1024;

/// Returns the charset that a `meta` at the start of a page names. One that can be read here is not in UTF-16.
pub(in crate::format) fn declared(body: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(body.get(..START).unwrap_or(body)).to_ascii_lowercase();
    let mut tags = start.split("<meta").skip(1);
    let charset = tags.find_map(|rest| {
        let (_, value) = rest.split('>').next()?.split_once("charset")?;
        let value = value.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|end: char| matches!(end, '"' | '\'' | ';' | '/') || end.is_whitespace());
        Some(value.get(..end.unwrap_or(value.len()))?.to_owned())
    });
    charset.filter(|name| !name.starts_with("utf-16"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_at_the_start_of_a_page_names_its_charset() {
        for (page, expected) in [
            ("<html><head><META charset='ISO-8859-1'>", Some("iso-8859-1")),
            ("<meta charset=latin1/>", Some("latin1")),
            (
                "<meta name=a><meta http-equiv=Content-Type content=\"text/html; charset = windows-1252\">",
                Some("windows-1252"),
            ),
            ("<meta charset=utf-16>", None),
            ("<p>charset=latin1", None),
            ("<meta charset", None),
        ] {
            assert_eq!(declared(page.as_bytes()).as_deref(), expected, "{page}");
        }
        let late = format!("{}<meta charset=latin1>", " ".repeat(START));
        assert_eq!(declared(late.as_bytes()), None);
    }
}

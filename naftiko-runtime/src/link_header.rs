//! Links in the headers of responses (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// Returns the reference of the first link to the next page: `<…>; rel="next"`.
pub(crate) fn next(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(LINK).iter();
    let mut links = values.filter_map(|line| line.to_str().ok()).flat_map(link_values);
    let (reference, _) = links.find(|(_, parameters)| is_next(parameters))?;
    Some(reference)
}

/// Returns whether the parameters of a link have the relation `next`. Those with an anchor are links of another page.
pub(crate) fn is_next(parameters: &str) -> bool {
    let mut relation = None;
    for parameter in split(parameters, b';') {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "anchor" if !value.is_empty() => return false,
            // Of several, the first one counts.
            "rel" if relation.is_none() => relation = Some(value),
            _ => {}
        }
    }
    let mut relations = relation.unwrap_or_default().split_ascii_whitespace();
    relations.any(|relation| relation.eq_ignore_ascii_case("next"))
}

/// Returns the references and the parameters of the links in a header (RFC 8288, 3): `<…>; rel="next"`.
pub(crate) fn link_values(line: &str) -> Vec<(&str, &str)> {
    let mut links = Vec::new();
    let mut rest = line;
    while let Some((reference, after)) = rest
        .split_once('<')
        .and_then(|(_, opened)| opened.split_once('>'))
    {
        let end = end_of_part(after, b',');
        let (parameters, next) = after.split_at_checked(end).unwrap_or((after, ""));
        links.push((reference, parameters.trim_end()));
        rest = next;
    }
    links
}

/// Returns the parts of a text between separators that are not in quotes.
fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = text.split_at_checked(end_of_part(text, separator))?;
        rest = after.get(1..);
        Some(part)
    })
}

/// Returns where a part ends: at a separator outside of quotes.
fn end_of_part(text: &str, separator: u8) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            _ if byte == separator && !is_quoted => return place,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_header_are_split_at_commas_between_them() {
        let line = r#"</a,b>; rel="next, and \" more", <c>;rel=prev , <d>"#;
        let links = [
            ("/a,b", r#"; rel="next, and \" more""#),
            ("c", ";rel=prev"),
            ("d", ""),
        ];
        assert_eq!(link_values(line), links);
        for odd in ["", "a", "<a", "a>", "<>; rel=\"x"] {
            assert!(link_values(odd).len() <= 1, "{odd}");
        }
    }

    #[test]
    fn next_page_is_the_first_link_with_that_relation() {
        let found = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(LINK, http::HeaderValue::from_static(line));
            }
            next(&headers).map(str::to_owned)
        };
        let b = Some("b".to_owned());
        assert_eq!(found(&["<a>; rel=prev, <b>; rel=\"next\", <c>; rel=next"]), b);
        assert_eq!(
            found(&["<a>; rel=prev", "<b>; title=\"x; rel=prev\"; REL=\"last Next\""]),
            b
        );
        assert_eq!(found(&["<a>; anchor=\"/other\"; rel=next, <b> ;rel = next"]), b);
        for none in [
            "<a>; rel=prev; rel=next",
            "<a>; rel=\"nextish\"",
            "<a>; title=\"rel=next\"",
            "<a>; title=\"; rel=next",
            "<a>",
            "",
        ] {
            assert_eq!(found(&[none]), None, "{none}");
        }
    }
}

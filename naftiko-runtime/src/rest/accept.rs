//! Content negotiation (`Accept`, RFC 9110 12.5.1).

use http::HeaderMap;
use http::header::ACCEPT;

/// Returns whether the caller accepts this media type. A missing or invalid `Accept` accepts any.
pub(super) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let ranges = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(range);
    // The most specific matching range applies; of equal ones the first.
    let mut said = false;
    let mut best: Option<(u8, f32)> = None;
    for (range, quality) in ranges {
        said = true;
        let Some(precision) = precision(range, media_type) else {
            continue;
        };
        if best.is_none_or(|(present, _)| precision > present) {
            best = Some((precision, quality));
        }
    }
    match best {
        Some((_, quality)) => quality > 0.0,
        None => !said,
    }
}

/// Returns a media range and its weight.
fn range(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| range.contains('/'))?;
    let weight = parts.find_map(|parameter| parameter.strip_prefix("q="));
    Some((range, weight.and_then(|text| text.parse().ok()).unwrap_or(1.0)))
}

/// Returns how specifically a range matches a media type, if it does.
fn precision(range: &str, media_type: &str) -> Option<u8> {
    if range.eq_ignore_ascii_case(media_type) {
        return Some(2);
    }
    let (kind, subtype) = range.split_once('/')?;
    let (wanted, _) = media_type.split_once('/')?;
    match (kind, subtype) {
        ("*", "*") => Some(0),
        (kind, "*") if kind.eq_ignore_ascii_case(wanted) => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_specific_range_applies() {
        let json = |accept: &str| {
            let headers = accept
                .parse()
                .map(|value| HeaderMap::from_iter([(ACCEPT, value)]));
            headers.is_ok_and(|headers| accepts(&headers, "application/json"))
        };
        for accept in [
            "*/*",
            "application/*",
            "text/html, Application/JSON;q=0.1",
            "application/json;charset=utf-8",
            "text/*;q=0, */*",
            "",
            "nonsense",
        ] {
            assert!(json(accept), "{accept}");
        }
        for accept in [
            "text/html",
            "text/*, image/png",
            "*/*, application/json;q=0",
            "application/xml, */*;q=0",
        ] {
            assert!(!json(accept), "{accept}");
        }
        assert!(accepts(&HeaderMap::new(), "text/csv"));
    }
}

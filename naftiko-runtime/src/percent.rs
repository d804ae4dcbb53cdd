//! Percent-encoded text of requests.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Returns decoded text; `None` when it is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    // Most text is not encoded.
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    percent_decode_str(text).decode_utf8().ok()
}

/// Returns the decoded name and value of each pair of a query string or form, in which `+` is a space; `None` stands for text that is not UTF-8.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (Option<Cow<'_, str>>, Option<Cow<'_, str>>)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode_form(name), decode_form(value))
    })
}

/// Returns the decoded text of a query string or form.
fn decode_form(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('+') {
        decode(&text.replace('+', " ")).map(|text| Cow::Owned(text.into_owned()))
    } else {
        decode(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_or_marked_as_not_utf8() {
        let read: Vec<_> = pairs("a%20b=1+2&&c&d=%FF&%FF=e&f=%zz=%2B").collect();
        let text = |text: &'static str| Some(Cow::Borrowed(text));
        assert_eq!(
            read,
            [
                (text("a b"), text("1 2")),
                (text("c"), text("")),
                (text("d"), None),
                (None, text("e")),
                (text("f"), text("%zz=+")),
            ]
        );
        assert_eq!((decode("a+%C3%BC"), decode("%C3")), (text("a+ü"), None));
    }
}

//! Values with a form, such as dates and addresses. An invalid form is a warning, and the value is used as it is written.

use super::Fields;
use crate::diagnostic::{Diagnostic, codes};
use crate::parse::context::Context;
use crate::parse::record;
use crate::spec::Text;
use crate::spelling;

impl Fields<'_> {
    /// Reads a string that is one of a few words.
    pub(in crate::parse) fn word(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        words: &[&'static str],
    ) -> Option<Text> {
        record::value(self, key, || format!("`{}`", words.join("`, `")));
        let text = self.text(cx, key)?;
        self.check_word(cx, key, &text, words);
        Some(text)
    }

    /// Reads a list of strings that are each one of a few words.
    pub(in crate::parse) fn words(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        words: &[&'static str],
    ) -> Vec<Text> {
        record::value(self, key, || format!("list of `{}`", words.join("`, `")));
        let texts = self.text_list(cx, key);
        for text in &texts {
            self.check_word(cx, key, text, words);
        }
        texts
    }

    fn check_word(&self, cx: &mut Context<'_>, key: &str, text: &Text, words: &[&'static str]) {
        if words.contains(&text.as_str()) || text.value.contains("{{") {
            return;
        }
        let message = format!("invalid `{key}` `{text}` in {}", self.what());
        let diagnostic = Diagnostic::new(codes::VALUE_FORM, text.span, message);
        let help = match spelling::nearest(&text.value, words.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("expected one of `{}`", words.join("`, `")),
        };
        self.warn(cx, diagnostic.help(help));
    }

    /// Reads a string that must satisfy `good`. `help` shows the form.
    pub(in crate::parse) fn formed(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
        good: fn(&str) -> bool,
        help: &str,
    ) -> Option<Text> {
        let text = self.text(cx, key)?;
        if !good(&text.value) && !text.value.contains("{{") {
            let message = format!("invalid `{key}` `{text}` in {}", self.what());
            self.warn(
                cx,
                Diagnostic::new(codes::VALUE_FORM, text.span, message).help(help),
            );
        }
        Some(text)
    }

    /// Reads the location of a file or folder, a URI with the scheme `file`.
    pub(in crate::parse) fn file_location(
        &mut self,
        cx: &mut Context<'_>,
        key: &'static str,
    ) -> Option<Text> {
        let good = |uri: &str| uri.starts_with("file:///");
        self.formed(
            cx,
            key,
            good,
            "write `file:///` and the absolute path of a folder or file",
        )
    }
}

/// Returns whether a string is a date `YYYY-MM-DD`.
pub(in crate::parse) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u16>().ok()).flatten()
    };
    text.len() == 10
        && year.len() == 4
        && month.len() == 2
        && number(year).is_some()
        && number(month).is_some_and(|month| (1..=12).contains(&month))
        && number(day).is_some_and(|day| (1..=31).contains(&day))
}

/// Returns whether a string begins with a scheme and `://`.
pub(in crate::parse) fn is_uri(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// Returns whether a string is a name, an `@`, and a domain with a dot.
pub(in crate::parse) fn is_email(text: &str) -> bool {
    let allowed = |more: &'static str| {
        move |character: char| character.is_ascii_alphanumeric() || more.contains(character)
    };
    text.split_once('@').is_some_and(|(name, domain)| {
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        !name.is_empty()
            && name.chars().all(allowed("._%+-"))
            && domain.chars().all(allowed(".-"))
            && top.len() > 1
            && top.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

/// Returns whether a string is a host name or an IP address, without scheme and port.
pub(in crate::parse) fn is_address(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse::<std::net::IpAddr>().is_ok() || text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_date_accepts_ten_characters_only() {
        assert!(is_date("2026-05-01"));
        for wrong in [
            "2026-13-01",
            "2026-5-1",
            "1st of May",
            "",
            "2026-05-32",
            "2026-05-011",
            "26-05-01",
            "é-05-01",
        ] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }

    #[test]
    fn is_email_requires_a_domain() {
        assert!(is_email("ada.byron+x@depot.co.uk"));
        for wrong in [
            "ada",
            "ada@",
            "@depot.test",
            "ada@depot",
            "ada(at)depot.test",
            "a b@c.de",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn is_address_accepts_hosts_without_scheme_and_port() {
        for good in ["localhost", "0.0.0.0", "::1", "[::1]", "depot.test", "a-b.c"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in ["http://127.0.0.1", "localhost:80", "a/b", "", "-a.b", "a..b"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}

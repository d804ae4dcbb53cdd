//! Tests of base URIs and path confinement.

use super::super::encode;
use super::*;
use crate::client::Piece;

#[test]
fn invalid_base_uri_is_an_error() {
    for (text, reason) in [
        ("", "empty"),
        ("  ", "empty"),
        ("api.test/v2", "scheme"),
        ("/v2", "scheme"),
        ("ftp://api.test", "must start"),
        ("file:///etc/passwd", "must start"),
        ("https://", "host"),
        ("https://api.test:99999", "port"),
        ("https://me:secret@api.test", "credentials"),
        ("https://api.test/v2?x=1", "query"),
        ("https://api.test/v2#x", "fragment"),
        ("https:api.test", "scheme"),
        ("https:///v2", "no host"),
        ("https://:443", "no host"),
        ("https://api.test:8o", "port"),
        ("https://[::1", "invalid host"),
        ("https://[127.0.0.1]", "invalid host"),
        ("https://api test", "invalid host"),
        ("https://api%2etest", "invalid host"),
        ("https://bücher.test", "punycode"),
        ("http://0x7f.1", "invalid host"),
        ("http://2130706433", "invalid host"),
        ("http://127.1", "invalid host"),
        ("http://0177.0.0.1", "invalid host"),
        ("https://api.test\\@evil.test", "backslash"),
        ("https://api.test/v2/../v3", "segment"),
        ("https://api.test/%2E%2e/v3", "segment"),
    ] {
        let error = BaseUri::parse(text).err();
        assert!(
            error.is_some_and(|error| error.contains(reason)),
            "{text}: {error:?}"
        );
    }
}

#[test]
fn base_path_is_kept_without_double_slashes() {
    for base in ["https://api.test/v2", "https://api.test/v2/"] {
        let base = BaseUri::parse(base).unwrap_or_else(|error| panic!("{error}"));
        let url = |path, query| base.join(path, query).map(|uri| uri.to_string());
        assert_eq!(
            url("/parcels", None).as_deref(),
            Some("https://api.test/v2/parcels")
        );
        assert_eq!(
            url("/a%2Fb", Some("x=1")).as_deref(),
            Some("https://api.test/v2/a%2Fb?x=1")
        );
        assert_eq!(url("", None).as_deref(), Some("https://api.test/v2"));
        assert_eq!(
            url("/items/7:enable(now)", None).as_deref(),
            Some("https://api.test/v2/items/7:enable(now)")
        );
    }
}

#[test]
fn path_outside_the_base_is_rejected() {
    let base = BaseUri::parse("https://api.test/v2").unwrap_or_else(|error| panic!("{error}"));
    for path in ["/..", "/a/../../b", "/%2e%2E/b", "/."] {
        assert_eq!(base.join(path, None), None, "{path}");
    }
    let url = base.join("//evil.test/x", None).map(|uri| uri.to_string());
    assert_eq!(url.as_deref(), Some("https://api.test/v2//evil.test/x"));
}

#[test]
fn local_host_is_recognized_in_every_spelling() {
    for (base, local) in [
        ("http://127.0.0.1:8080", true),
        ("http://[::1]", true),
        ("http://[::ffff:169.254.169.254]", true),
        ("http://[fe80::1]", true),
        ("http://169.254.169.254/metadata", true),
        ("http://LOCALHOST", true),
        ("http://api.localhost.", true),
        ("http://localhost.evil.test", false),
        ("http://10.0.0.1", false),
        ("http://api.test", false),
        ("http://127.0.0.1.evil.test", false),
    ] {
        assert_eq!(
            BaseUri::parse(base).map(|base| base.is_local()),
            Ok(local),
            "{base}"
        );
    }
}

/// Every value of up to four characters that are special to URLs, servers or file systems.
#[test]
fn argument_value_never_changes_the_segments() {
    const PARTS: [&str; 16] = [
        ".", "/", "\\", "%", "2", "e", "E", "f", "%2e", "%2F", "?", "#", ";", "\t", "ü", "@",
    ];
    let base = BaseUri::parse("https://api.test/v1").unwrap_or_else(|error| panic!("{error}"));
    let mut values = vec![String::new()];
    for _ in 0..4 {
        let longer = values
            .iter()
            .flat_map(|value| PARTS.map(|part| format!("{value}{part}")));
        values = values.clone().into_iter().chain(longer).collect();
        values.sort();
        values.dedup();
    }
    let mut allowed = 0;
    for value in values.iter().filter(|value| encode::check(value).is_ok()) {
        let pieces = [Piece::Text("/items/"), Piece::Argument("id"), Piece::Text("/sub")];
        let path = encode::build(&pieces, |_, path| {
            encode::encode(path, value);
            Some(())
        });
        let url = path
            .and_then(|path| base.join(&path, None))
            .map(|uri| uri.to_string())
            .unwrap_or_default();
        let segment = url
            .strip_prefix("https://api.test/v1/items/")
            .and_then(|rest| rest.strip_suffix("/sub"));
        let segment = segment.unwrap_or_else(|| panic!("{value:?} gave {url}"));
        assert!(!segment.contains('/'), "{value:?} gave {url}");
        let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        assert_eq!(decoded, value.as_str());
        allowed += 1;
    }
    assert!(allowed > 10_000, "{allowed}");
}

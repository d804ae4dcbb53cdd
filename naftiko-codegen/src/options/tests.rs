use std::collections::BTreeSet;

use super::*;

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|&value| value.to_owned()).collect()
}

#[test]
fn names_flags_and_extension_keys_are_unique_and_spelt_alike() {
    let mut seen = BTreeSet::new();
    for entry in TABLE {
        assert!(seen.insert(entry.name), "{}", entry.name);
        assert!(
            entry
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            entry.name
        );
        assert!(
            entry
                .flag
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{}",
            entry.flag
        );
        if let Some(key) = entry.extension {
            let name = key.strip_prefix(EXTENSION_PREFIX).unwrap();
            assert_eq!(name.replace('-', "_"), entry.name);
            assert!(entry.is_stored() && entry.is_per_namespace(), "{key}");
        }
        assert!(!entry.doc.ends_with('.'), "{}", entry.name);
    }
}

#[test]
fn every_option_reaches_every_front_or_says_why_not() {
    for entry in TABLE {
        for front in Front::ALL {
            match (entry.spelling(front), entry.absent_from(front)) {
                (Some(spelling), None) => assert!(!spelling.is_empty(), "{} in {front}", entry.name),
                (None, Some(reason)) => {
                    // The macro never compiles several specs and knows its crate, and the command shares types whenever it writes a folder.
                    assert!(
                        !entry.is_stored() || ["share_types", "crate_name"].contains(&entry.name),
                        "{} is missing in {front}: {reason}",
                        entry.name
                    );
                    assert!(
                        unknown(entry.name, front).ends_with(reason),
                        "{}",
                        unknown(entry.name, front)
                    );
                }
                other => panic!("{}: {other:?}", entry.name),
            }
        }
    }
}

#[test]
fn every_stored_example_is_valid_and_differs_from_the_default() {
    for entry in TABLE.iter().filter(|entry| entry.is_stored()) {
        let mut options = Options::default();
        entry.set(&mut options, None, &texts(entry.example)).unwrap();
        assert_ne!(options, Options::default(), "{}", entry.name);
        assert_eq!(options, entry.example_options(), "{}", entry.name);
    }
}

#[test]
fn invalid_values_are_reported_with_what_is_expected() {
    let set = |name: &str, values: &[&str]| {
        let entry = find(name).unwrap();
        entry.set(&mut Options::default(), None, &texts(values))
    };
    assert_eq!(
        set("emit", &["client", "grpc"]).unwrap_err(),
        "invalid value `grpc` for `emit`; expected `client`, `rest`, `mcp` or `skill`"
    );
    assert_eq!(
        set("emit", &["clinet"]).unwrap_err(),
        "invalid value `clinet` for `emit`; a similar value exists: `client`"
    );
    assert_eq!(
        set("emit", &[]).unwrap_err(),
        "no value for `emit`; expected a list of `client`, `rest`, `mcp` or `skill`"
    );
    assert!(set("strict", &["maybe"]).is_err());
    assert_eq!(
        set("module", &[" "]).unwrap_err(),
        "invalid value ` ` for `module`; expected a name"
    );
}

#[test]
fn unknown_names_are_reported_with_a_similar_one() {
    assert_eq!(
        unknown("modul", Front::Macro),
        "unknown option `modul`; a similar name exists: `module`"
    );
    let without_similar = unknown("colour", Front::Macro);
    assert!(
        without_similar.starts_with("unknown option `colour`; known options: `emit`, `strict`, "),
        "{without_similar}"
    );
    assert!(!without_similar.contains("out_dir"), "{without_similar}");
}

#[test]
fn front_wins_over_spec_and_spec_over_default() {
    let given = |all: Option<u8>, named: Option<u8>| {
        let mut values = PerNamespace::default();
        if let Some(all) = all {
            values.set(None, all);
        }
        if let Some(named) = named {
            values.set(Some("parcels"), named);
        }
        values
    };
    let spec = given(Some(3), None);
    let nothing = given(None, None);
    assert_eq!(given(Some(2), Some(1)).value("parcels", Some(&spec)), 1);
    assert_eq!(given(Some(2), Some(1)).value("depots", Some(&spec)), 2);
    assert_eq!(given(None, Some(1)).value("depots", Some(&spec)), 3);
    assert_eq!(nothing.value("parcels", Some(&spec)), 3);
    assert_eq!(nothing.value("parcels", None), 0);
}

#[test]
fn header_of_a_connection_or_a_body_is_not_exposed() {
    for name in ["X-RateLimit-Remaining", "x_count", "Set-Cookie"] {
        assert_eq!(Kind::Headers.check(name), Ok(()), "{name}");
    }
    for text in [
        "ETag",
        "Transfer-Encoding",
        "content-length",
        "Digest",
        "a b",
        "a:b",
        "",
    ] {
        assert!(Kind::Headers.check(text).is_err(), "{text}");
    }
}

#[test]
fn origin_has_a_scheme_and_a_host() {
    for origin in [
        "https://app.example",
        "http://localhost:3000",
        "https://app.example:*",
        "http://[::1]:80",
        "*",
        "null",
    ] {
        assert_eq!(Kind::Origins.check(origin), Ok(()), "{origin}");
    }
    for text in [
        "app.example",
        "https://",
        "https://app.example/",
        "https://*.example",
        "https://a b",
        "://a",
        "",
    ] {
        assert!(Kind::Origins.check(text).is_err(), "{text}");
    }
}

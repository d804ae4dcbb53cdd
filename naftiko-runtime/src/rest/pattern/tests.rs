//! Tests of path patterns.

use super::*;

fn capture(pattern: &str, segment: &str) -> Option<Vec<String>> {
    let pattern = Pattern::parse(pattern);
    let [Segment::SegmentPattern(shape)] = pattern.segments.as_slice() else {
        return None;
    };
    let mut values = Vec::new();
    shape
        .capture(segment, &mut values)
        .then(|| values.into_iter().map(str::to_owned).collect())
}

#[test]
fn segment_with_text_and_placeholders_matches() {
    assert_eq!(capture("/{id}:enable", "7:enable"), Some(vec!["7".into()]));
    assert_eq!(
        capture("/{id}:enable", "7:enable:enable"),
        Some(vec!["7:enable".into()])
    );
    assert_eq!(capture("/{id}:enable", ":enable"), None);
    assert_eq!(capture("/{id}:enable", "7:disable"), None);
    assert_eq!(capture("/items({id})", "items(7)"), Some(vec!["7".into()]));
    assert_eq!(capture("/{a}-{b}", "x-y-z"), Some(vec!["x".into(), "y-z".into()]));
    assert_eq!(
        capture("/{a}-{b}.json", "-x-y.json"),
        Some(vec!["-x".into(), "y".into()])
    );
    assert_eq!(capture("/v{id}", "v"), None);
}

#[test]
fn encoded_delimiter_is_part_of_the_value() {
    assert_eq!(capture("/{id}:enable", "a%3Aenable"), None);
    assert_eq!(
        capture("/{a}4{b}", "%41x4y"),
        Some(vec!["%41x".into(), "y".into()])
    );
    assert_eq!(capture("/{a}{b}", "%41bc"), Some(vec!["%41".into(), "bc".into()]));
}

#[test]
fn malformed_pattern_is_read_as_text() {
    assert_eq!(
        &*Pattern::parse("/{{ id }}/{other}").names,
        &["id".into(), "other".into()]
    );
    assert_eq!(Pattern::parse("").segments, Pattern::parse("/").segments);
    assert_eq!(
        Pattern::parse("/a/{id").segments.last(),
        Some(&Segment::Literal("{id".into()))
    );
    assert_eq!(
        Pattern::parse("/caf%C3%A9").segments,
        Pattern::parse("café").segments
    );
    assert_eq!(Pattern::parse("//").segments.len(), 2);
    assert_eq!(capture("/{}", "x"), Some(vec!["x".into()]));
    assert_eq!(capture("/é{id}", "%C3%A9x"), Some(vec!["x".into()]));
}

#[test]
fn catch_all_is_the_last_segment() {
    let pattern = Pattern::parse("/proxy/{*path}");
    assert_eq!(pattern.segments.last(), Some(&Segment::CatchAll));
    assert_eq!(&*pattern.names, &["*path".into()]);
    assert_eq!(Pattern::parse("/{*path}").segments, [Segment::CatchAll]);
    assert!(!Pattern::parse("/{*path}/x").segments.contains(&Segment::CatchAll));
}

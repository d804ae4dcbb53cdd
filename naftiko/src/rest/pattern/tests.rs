//! What patterns match.

use super::*;

fn capture(pattern: &str, segment: &str) -> Option<Vec<String>> {
    let pattern = Pattern::parse(pattern);
    let [Segment::Shape(shape)] = pattern.segments.as_slice() else {
        return None;
    };
    let mut values = Vec::new();
    shape
        .capture(segment, &mut values)
        .then(|| values.into_iter().map(str::to_owned).collect())
}

#[test]
fn text_and_placeholders_share_a_segment() {
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
fn an_encoded_delimiter_belongs_to_the_value() {
    assert_eq!(capture("/{id}:enable", "a%3Aenable"), None);
    assert_eq!(
        capture("/{a}4{b}", "%41x4y"),
        Some(vec!["%41x".into(), "y".into()])
    );
    assert_eq!(capture("/{a}{b}", "%41bc"), Some(vec!["%41".into(), "bc".into()]));
}

#[test]
fn odd_patterns_are_read_as_far_as_they_make_sense() {
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
fn the_rest_of_a_path_is_its_last_segment() {
    let pattern = Pattern::parse("/proxy/{*path}");
    assert_eq!(pattern.segments.last(), Some(&Segment::Rest));
    assert_eq!(&*pattern.names, &["*path".into()]);
    assert_eq!(Pattern::parse("/{*path}").segments, [Segment::Rest]);
    assert!(!Pattern::parse("/{*path}/x").segments.contains(&Segment::Rest));
}

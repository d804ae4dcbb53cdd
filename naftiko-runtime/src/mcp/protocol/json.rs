//! Members of JSON text, read in place.

use std::borrow::Cow;

use crate::value::{Kind, Parts, ReadError, Reader, decoded, is_named};

/// An error of reading members.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unreadable {
    /// The text is not JSON, or nested too deeply.
    Syntax,
    /// The text is not an object, or has a duplicate member.
    Shape,
}

/// Members of a JSON object by name, as text of the object.
pub(crate) type RawMembers<'t, const N: usize> = [Option<&'t str>; N];

/// Checks a text and reads the members with these names from its object. Other members are skipped; `null` is a
/// member. `read` reads the value of a member, with the position of its name.
pub(crate) fn checked_members<'t, const N: usize>(
    text: &'t str,
    names: &[&str; N],
    read: impl FnMut(usize, &mut Reader<'t>) -> Result<&'t str, ReadError>,
) -> Result<RawMembers<'t, N>, Unreadable> {
    let mut reader = Reader::new(text);
    if reader.peek().map_err(syntax)? != Kind::Object {
        reader.skip().and_then(|()| reader.end()).map_err(syntax)?;
        return Err(Unreadable::Shape);
    }
    let members = next_members(&mut reader, names, read).map_err(syntax)?;
    reader.end().map_err(syntax)?;
    members.ok_or(Unreadable::Shape)
}

/// Reads the members with these names from the next value, an object; `None` when one is there twice.
pub(crate) fn next_members<'t, const N: usize>(
    reader: &mut Reader<'t>,
    names: &[&str; N],
    mut read: impl FnMut(usize, &mut Reader<'t>) -> Result<&'t str, ReadError>,
) -> Result<Option<RawMembers<'t, N>>, ReadError> {
    let (mut members, mut repeated) = ([None; N], false);
    reader.object()?;
    while let Some(key) = reader.key()? {
        let Some(position) = names.iter().position(|name| *name == key) else {
            reader.skip()?;
            continue;
        };
        let value = read(position, reader)?;
        repeated |= put(&mut members, Some(position), value).is_err();
    }
    Ok((!repeated).then_some(members))
}

/// Reads like [`checked_members`], from checked text.
pub(crate) fn members<'t, const N: usize>(
    text: &'t str,
    names: &[&str; N],
) -> Result<RawMembers<'t, N>, Unreadable> {
    if !is_object(text) {
        return Err(Unreadable::Shape);
    }
    let mut members = [None; N];
    for (key, value) in Parts::of(text) {
        let position = names.iter().position(|name| is_named(key, name));
        put(&mut members, position, value)?;
    }
    Ok(members)
}

fn put<'t, const N: usize>(
    members: &mut RawMembers<'t, N>,
    position: Option<usize>,
    value: &'t str,
) -> Result<(), Unreadable> {
    match position.and_then(|position| members.get_mut(position)) {
        Some(Some(_)) => Err(Unreadable::Shape),
        Some(member) => {
            *member = Some(value);
            Ok(())
        }
        None => Ok(()),
    }
}

fn syntax(_: ReadError) -> Unreadable {
    Unreadable::Syntax
}

/// Returns the string of a JSON text; `None` for other types. It is borrowed if it has no escapes.
pub(crate) fn string(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(decoded(inner))
}

/// Returns whether a text is an object.
pub(crate) fn is_object(text: &str) -> bool {
    text.starts_with('{')
}

/// Returns whether a text is null.
pub(crate) fn is_null(text: &str) -> bool {
    text == "null"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_text() {
        let names = ["a", "b", "c"];
        let text = r#" {"x": [1, {"a": 2}], "b" : 1.0e2 , "\u0061": "q\"", "y": null} "#;
        let expected = Ok([Some(r#""q\"""#), Some("1.0e2"), None]);
        assert_eq!(checked_members(text, &names, |_, reader| reader.raw()), expected);
        assert_eq!(members(text.trim(), &names), expected);
        for (text, expected) in [
            ("[1]", Unreadable::Shape),
            ("7", Unreadable::Shape),
            (r#"{"a": 1, "a": 2}"#, Unreadable::Shape),
            (r#"{"a": 1"#, Unreadable::Syntax),
            ("{} x", Unreadable::Syntax),
            ("", Unreadable::Syntax),
        ] {
            assert_eq!(
                checked_members(text, &names, |_, reader| reader.raw()).err(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(members(r#"{"a":1,"a":2}"#, &names), Err(Unreadable::Shape));
        assert_eq!(members("[]", &names), Err(Unreadable::Shape));
    }

    #[test]
    fn string_without_escapes_is_borrowed() {
        let of = |text: &str| string(text).map(|text| (matches!(text, Cow::Borrowed(_)), text.into_owned()));
        assert_eq!(of(r#""plain""#), Some((true, "plain".to_owned())));
        assert_eq!(of(r#""a\u0062""#), Some((false, "ab".to_owned())));
        assert_eq!(of("7"), None);
    }
}

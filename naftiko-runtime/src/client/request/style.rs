//! Lists and objects in parameters of the query and the path.

use std::borrow::Cow;

use super::encode::{Query, encoded};
use crate::client::ListStyle;
use crate::value::{Argument, Kind};

/// A part of a path: the encoded characters before a text, and the text.
pub(crate) type Part<'v> = (String, Cow<'v, str>);

/// Adds the parameters of an argument to a query.
pub(crate) fn push(query: &mut Query, style: Option<ListStyle>, name: &str, value: &Argument<'_>) {
    match style {
        Some(ListStyle::Members) if is_object(value) => {
            push_members(query, value, |member| format!("{name}[{member}]"));
        }
        Some(ListStyle::Fields) if is_object(value) => push_members(query, value, str::to_owned),
        style => match style.and_then(separator) {
            Some(separator) => query.push_list(name, &items(value), separator),
            None => value.to_texts().iter().for_each(|text| query.push(name, text)),
        },
    }
}

/// Adds a parameter for each member of an object, and for each item of a list in it.
fn push_members(query: &mut Query, value: &Argument<'_>, name_of: impl Fn(&str) -> String) {
    for (member, value) in members(value) {
        let name = name_of(&member);
        value.to_texts().iter().for_each(|text| query.push(&name, text));
    }
}

/// Returns the parts of an argument in a path; none for an absent argument, and for an empty list with a style.
pub(crate) fn in_path<'v>(style: Option<ListStyle>, name: &str, value: &'v Argument<'_>) -> Vec<Part<'v>> {
    let matrix = || format!(";{}=", encoded(name));
    let (start, between) = match style {
        Some(ListStyle::Label) => (".".to_owned(), ",".to_owned()),
        Some(ListStyle::Matrix) => (matrix(), ",".to_owned()),
        Some(ListStyle::LabelExploded) if is_object(value) => return assignments(".", value),
        Some(ListStyle::LabelExploded) => (".".to_owned(), ".".to_owned()),
        Some(ListStyle::MatrixExploded) if is_object(value) => return assignments(";", value),
        Some(ListStyle::MatrixExploded) => (matrix(), matrix()),
        style => match style.and_then(separator) {
            Some(separator) => (String::new(), separator.to_owned()),
            None => {
                return value
                    .to_text()
                    .map(|text| (String::new(), text))
                    .into_iter()
                    .collect();
            }
        },
    };
    let items = items(value).into_iter().enumerate();
    items
        .map(|(place, item)| (if place == 0 { &start } else { &between }.clone(), item))
        .collect()
}

/// Returns the members of an object as `name=value`, each after a mark.
fn assignments<'v>(mark: &str, value: &Argument<'_>) -> Vec<Part<'v>> {
    let members = members(value).into_iter();
    let parts = members.filter_map(|(name, value)| {
        let text = value.to_text()?.into_owned();
        Some([
            (mark.to_owned(), Cow::Owned(name)),
            ("=".to_owned(), Cow::Owned(text)),
        ])
    });
    parts.flatten().collect()
}

/// Returns the encoded characters that a style puts between items.
fn separator(style: ListStyle) -> Option<&'static str> {
    match style {
        ListStyle::Comma => Some(","),
        ListStyle::Space => Some("%20"),
        ListStyle::Tab => Some("%09"),
        ListStyle::Pipe => Some("%7C"),
        _ => None,
    }
}

/// Returns the texts of a list, the names and texts of an object in turn, or the text of another value.
fn items<'v>(value: &'v Argument<'_>) -> Vec<Cow<'v, str>> {
    if !is_object(value) {
        return value.to_texts();
    }
    let members = members(value).into_iter();
    let pairs = members.filter_map(|(name, value)| Some([name, value.to_text()?.into_owned()]));
    pairs.flatten().map(Cow::Owned).collect()
}

fn is_object(value: &Argument<'_>) -> bool {
    matches!(value, Argument::Json(json) if json.kind() == Kind::Object)
}

fn members(value: &Argument<'_>) -> Vec<(String, Argument<'static>)> {
    match value {
        Argument::Json(json) => {
            let members = json.members();
            members
                .map(|(name, value)| (name, Argument::from(value)))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Json;

    /// An argument with its query and its path in a style.
    fn sent(style: ListStyle, value: &str) -> (String, String) {
        let value = Argument::from(Json::parse(value.to_owned()).unwrap());
        let mut query = Query::default();
        push(&mut query, Some(style), "a b", &value);
        let parts = in_path(Some(style), "a b", &value).into_iter();
        let path = parts.map(|(before, text)| format!("{before}{}", encoded(&text)));
        (query.as_str().unwrap_or_default().to_owned(), path.collect())
    }

    #[test]
    fn list_object_and_text_have_the_style_of_the_parameter() {
        let (list, object) = (r#"["x,y",2]"#, r#"{"r":1,"g":"a/b","n":null}"#);
        for (style, of_list, of_object, of_text) in [
            (ListStyle::Comma, "x%2Cy,2", "r,1,g,a%2Fb", "7"),
            (ListStyle::Label, ".x%2Cy,2", ".r,1,g,a%2Fb", ".7"),
            (ListStyle::LabelExploded, ".x%2Cy.2", ".r=1.g=a%2Fb", ".7"),
            (
                ListStyle::Matrix,
                ";a%20b=x%2Cy,2",
                ";a%20b=r,1,g,a%2Fb",
                ";a%20b=7",
            ),
            (
                ListStyle::MatrixExploded,
                ";a%20b=x%2Cy;a%20b=2",
                ";r=1;g=a%2Fb",
                ";a%20b=7",
            ),
        ] {
            let paths = [list, object, "7", "[]", "{}", "null"].map(|value| sent(style, value).1);
            assert_eq!(paths, [of_list, of_object, of_text, "", "", ""], "{style:?}");
        }
        for (style, of_list, of_object) in [
            (ListStyle::Comma, "a%20b=x%2Cy,2", "a%20b=r,1,g,a%2Fb"),
            (ListStyle::Pipe, "a%20b=x%2Cy%7C2", "a%20b=r%7C1%7Cg%7Ca%2Fb"),
            (
                ListStyle::Members,
                "a%20b=x%2Cy&a%20b=2",
                "a%20b%5Br%5D=1&a%20b%5Bg%5D=a%2Fb",
            ),
            (ListStyle::Fields, "a%20b=x%2Cy&a%20b=2", "r=1&g=a%2Fb"),
        ] {
            assert_eq!(
                [list, object].map(|value| sent(style, value).0),
                [of_list, of_object],
                "{style:?}"
            );
        }
    }
}

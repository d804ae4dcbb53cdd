//! Tests of request bodies of every type: a value cannot change the structure of a body.

use naftiko::client::{FakeResponse, FakeTransport, Retry};
use naftiko::format::{Format, FormatLimits};
use naftiko::value::Kind;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::gallery::Capability;
use super::gallery::client::{
    Gallery, PutFormParams, PutLooseParams, PutQuotedParams, PutRawParams, PutSparqlParams, PutTextParams,
    PutXmlParams,
};

/// Returns the body that a call sends.
fn sent<R>(call: impl AsyncFnOnce(&Gallery) -> R) -> String {
    let fake = FakeTransport::new(|_| FakeResponse::status(204));
    let capability = Capability::builder()
        .variable("GALLERY_OWNER", "ada")
        .gallery(|api| api.transport(fake.clone()).retry(Retry::none()))
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(call(capability.gallery()));
    let request = fake.requests().pop().unwrap();
    String::from_utf8(request.body().to_vec()).unwrap()
}

/// Generates strings with many characters that have a meaning in the languages of bodies.
fn text() -> impl Strategy<Value = String> {
    let marks = [
        "\"",
        "\\",
        "\\\"",
        "\\u0022",
        "'",
        "}",
        "]",
        ",",
        ":",
        "{{title}}",
        "{{GALLERY_OWNER}}",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "<",
        "</note>",
        "<!--",
        "]]>",
        "<![CDATA[",
        "&",
        "&lt;",
        ">",
        "%22",
        "%",
        "+",
        " ",
        "=",
        ";",
        "#",
        ".",
        "}} ; DROP ALL",
        "\u{2028}",
        "ü",
    ];
    let marks = prop::collection::vec(prop::sample::select(marks.to_vec()), 0..6);
    prop_oneof![any::<String>(), marks.prop_map(|marks| marks.concat())]
}

/// Generates values of every type, mostly strings.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn read(text: &str) -> Result<Value, TestCaseError> {
    serde_json::from_str(text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn string_in_raw_json_body_is_unchanged(title in text(), size in value()) {
        let params = PutRawParams { title: title.as_str().into(), size: size.clone().into() };
        let body = read(&sent(async |gallery| gallery.put_raw(&params).await.unwrap()))?;
        prop_assert_eq!(body, json!({"title": title, "size": size, "note": format!("for {title}")}));
    }

    /// As above, for a value of a JSON body.
    #[test]
    fn string_in_json_body_is_unchanged(title in text(), size in value()) {
        let params = PutQuotedParams { title: title.as_str().into(), size: size.clone().into() };
        let body = read(&sent(async |gallery| gallery.put_quoted(&params).await.unwrap()))?;
        prop_assert_eq!(body, json!({"title": title, "sizes": [size]}));
    }

    /// As above, for a string that is not JSON, so that escapes follow the position of placeholders.
    #[test]
    fn string_in_almost_json_body_is_unchanged(title in text(), size in value()) {
        let params = PutLooseParams { title: Some(title.as_str().into()), size: Some(size.clone().into()) };
        let body = sent(async |gallery| gallery.put_loose(&params).await.unwrap());
        let strict = body.strip_suffix(",]").map(|body| format!("{body}]"));
        let body = read(&strict.ok_or_else(|| TestCaseError::fail(body))?)?;
        prop_assert_eq!(body, json!([{"title": title, "size": size}]));
    }

    #[test]
    fn value_cannot_change_the_structure_of_xml(title in text(), note in text()) {
        let params = PutXmlParams { title: Some(title.into()), note: Some(note.into()) };
        let body = sent(async |gallery| gallery.put_xml(&params).await.unwrap());
        let read = Format::Xml.to_json(body.as_bytes(), None, &FormatLimits::default());
        let read = read.map_err(|error| TestCaseError::fail(format!("{error}: {body}")))?;
        let members: Vec<_> = read.members().map(|(name, value)| (name, value.kind())).collect();
        prop_assert!(
            matches!(&members[..], [(a, Kind::String), (b, Kind::String)] if a == "title" && b == "note"),
            "{}", read
        );
    }

    #[test]
    fn value_cannot_change_the_structure_of_sparql(id in text(), title in text(), size in text()) {
        let params = PutSparqlParams { id: Some(id.into()), title: Some(title.into()), size: Some(size.into()) };
        let body = sent(async |gallery| gallery.put_sparql(&params).await.unwrap());
        // Without escaped characters, there is one literal of one line.
        let plain = body.replace("\\\\", "").replace("\\\"", "");
        let parts: Vec<_> = plain.split('"').collect();
        let [before, literal, after] = parts[..] else { return Err(TestCaseError::fail(body)) };
        prop_assert!(!literal.contains(['\n', '\r']), "{}", body);
        let id = before.strip_prefix("INSERT DATA { <http://gallery.test/").and_then(|rest| rest.strip_suffix("> ex:title "));
        let size = after.strip_prefix(" ; ex:size ").and_then(|rest| rest.strip_suffix(" }"));
        for name in [id, size] {
            let name = name.ok_or_else(|| TestCaseError::fail(body.clone()))?;
            prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%".contains(c)), "{}", body);
        }
    }

    #[test]
    fn value_cannot_add_a_field_to_a_raw_form(title in text()) {
        let params = PutFormParams { title: Some(title.as_str().into()) };
        let body = sent(async |gallery| gallery.put_form(&params).await.unwrap());
        let uri = format!("http://gallery.test/?{body}");
        let uri = naftiko::reqwest::Url::parse(&uri).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let pairs: Vec<_> = uri.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs, [("kind".to_owned(), "a&b".to_owned()), ("title".to_owned(), title)]);
    }

    #[test]
    fn value_in_plain_text_is_unchanged(title in text(), note in text()) {
        let params = PutTextParams { text: Some(title.as_str().into()), note: Some(note.as_str().into()) };
        let body = sent(async |gallery| gallery.put_text(&params).await.unwrap());
        prop_assert_eq!(body, format!("{title}: {note}"));
    }
}

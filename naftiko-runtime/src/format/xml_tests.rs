use serde_json::json;

use super::*;

fn read(text: &str) -> Result<Value, String> {
    to_json(text, &FormatLimits::default()).map_err(|error| error.to_string())
}

fn assert_rejected(text: &str, why: &str) {
    match read(text) {
        Err(error) => assert!(error.contains(why), "{error}"),
        Ok(value) => panic!("it was read: {}", value.to_string().len()),
    }
}

#[test]
fn repeated_children_are_read_as_arrays() {
    assert_eq!(
        read("<vessels><vessel><code>V1</code></vessel><vessel><code>V2</code></vessel></vessels>"),
        Ok(json!({"vessel": [{"code": "V1"}, {"code": "V2"}]}))
    );
    assert_eq!(
        read("<vessels><vessel><code>V1</code></vessel></vessels>"),
        Ok(json!({"vessel": {"code": "V1"}}))
    );
    assert_eq!(
        read("<r><a>1</a><b/><a>2</a><a/></r>"),
        Ok(json!({"a": ["1", "2", ""], "b": ""}))
    );
}

#[test]
fn text_beside_attributes_has_the_empty_name() {
    assert_eq!(read(r#"<u id="1">Bob</u>"#), Ok(json!({"id": "1", "": "Bob"})));
    assert_eq!(read("<u id='1'/>"), Ok(json!({"id": "1"})));
    assert_eq!(
        read("<r>first<a>1</a>second<b>2</b></r>"),
        Ok(json!({"": ["first", "second"], "a": "1", "b": "2"}))
    );
    assert_eq!(read(r#"<u id="1"><id>2</id></u>"#), Ok(json!({"id": ["1", "2"]})));
}

#[test]
fn scalar_is_read_as_string() {
    assert_eq!(read("<r>42</r>"), Ok(json!("42")));
    assert_eq!(read("<r/>"), Ok(json!("")));
    assert_eq!(read("<r> x </r>"), Ok(json!(" x ")));
    assert_eq!(read("<r><a>\n  <b>1</b>\n</a></r>"), Ok(json!({"a": {"b": "1"}})));
    assert_eq!(
        read("<r>a&amp;b&#x41;&#66;<![CDATA[<c>]]>\r\n</r>"),
        Ok(json!("a&bAB<c>\n"))
    );
    assert_eq!(read("<r a='&lt;&quot;'/>"), Ok(json!({"a": "<\""})));
}

#[test]
fn namespace_prefix_is_dropped() {
    assert_eq!(
        read(
            r#"<?xml version="1.0" encoding="UTF-8"?><s:r xmlns:s="urn:x" xmlns="urn:y"><s:a s:k="v">1</s:a></s:r>"#
        ),
        Ok(json!({"a": {"k": "v", "": "1"}}))
    );
    assert_eq!(
        read(
            r#"<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a xsi:nil="true"/><b xsi:nil="false"/></r>"#
        ),
        Ok(json!({"a": null, "b": ""}))
    );
}

#[test]
fn type_definition_and_unknown_entity_are_rejected() {
    assert_rejected("<!DOCTYPE r><r/>", "type definition");
    assert_rejected(
        r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>"#,
        "type definition",
    );
    assert_rejected(
        r#"<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>"#,
        "type definition",
    );
    assert_rejected("<r>&x;</r>", "unknown entity");
    assert_rejected("<r a='&x;'/>", "malformed XML");
}

#[test]
fn huge_or_deep_document_is_rejected() {
    assert_rejected(&"<a>".repeat(100_000), "levels");
    assert_rejected(&format!("<r>{}</r>", "<a/>".repeat(1_100_000)), "values");
    let attributes = " a=''".repeat(1_100_000);
    assert_rejected(&format!("<r{attributes}/>"), "values");
}

#[test]
fn malformed_document_is_rejected() {
    for text in [
        "<r",
        "<r>",
        "<r><a></r>",
        "<r/><r/>",
        "text",
        "</r>",
        "<r/>text",
        "<r a=1/>",
        "{}",
        "<r>&amp</r>",
    ] {
        assert_rejected(text, "expected XML");
    }
}

#[test]
fn declaration_names_the_encoding() {
    for (document, expected) in [
        (
            "<?xml version='1.0' encoding=\"ISO-8859-1\" standalone='yes'?><r/>",
            Some("ISO-8859-1"),
        ),
        ("<?xml version='1.0' encoding = 'utf-8' ?><r/>", Some("utf-8")),
        ("<?xml version='1.0' encoding='UTF-16'?><r/>", None),
        ("<?xml version='1.0'?><r encoding='a'/>", None),
        ("<?xml encoding", None),
        ("<r/>", None),
    ] {
        assert_eq!(declared(document.as_bytes()), expected, "{document}");
    }
}

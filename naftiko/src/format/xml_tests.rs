use serde_json::json;

use super::*;

fn read(text: &str) -> Result<Value, String> {
    to_json(text, &Limits::default()).map_err(|error| error.to_string())
}

fn refused(text: &str, why: &str) {
    match read(text) {
        Err(error) => assert!(error.contains(why), "{error}"),
        Ok(value) => panic!("it was read: {}", value.to_string().len()),
    }
}

#[test]
fn children_are_members_and_repeated_ones_arrays() {
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
fn attributes_are_members_and_text_beside_them_has_no_name() {
    assert_eq!(read(r#"<u id="1">Bob</u>"#), Ok(json!({"id": "1", "": "Bob"})));
    assert_eq!(read("<u id='1'/>"), Ok(json!({"id": "1"})));
    assert_eq!(
        read("<r>first<a>1</a>second<b>2</b></r>"),
        Ok(json!({"": ["first", "second"], "a": "1", "b": "2"}))
    );
    assert_eq!(read(r#"<u id="1"><id>2</id></u>"#), Ok(json!({"id": ["1", "2"]})));
}

#[test]
fn scalars_are_strings_as_they_are() {
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
fn prefixes_and_namespaces_are_dropped() {
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
fn definitions_and_entities_are_refused() {
    refused("<!DOCTYPE r><r/>", "type definition");
    refused(
        r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>"#,
        "type definition",
    );
    refused(
        r#"<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>"#,
        "type definition",
    );
    refused("<r>&x;</r>", "unknown entity");
    refused("<r a='&x;'/>", "not well-formed");
}

#[test]
fn bombs_are_refused() {
    refused(&"<a>".repeat(100_000), "levels");
    refused(&format!("<r>{}</r>", "<a/>".repeat(1_100_000)), "values");
    let attributes = " a=''".repeat(1_100_000);
    refused(&format!("<r{attributes}/>"), "values");
}

#[test]
fn what_is_not_a_document_is_refused() {
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
        refused(text, "expected XML");
    }
    refused("<?xml version='1.0' encoding='ISO-8859-1'?><r/>", "encoding");
}

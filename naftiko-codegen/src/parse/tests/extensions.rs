//! Tests: extensions and mistakes of published specs.

use super::{EXTENSIONS, WRONG, diagnostics, document, messages};
use crate::spec::{Adapter, Authentication, BodyKind, ConsumedApi, Entry, KeyPlacement, Place, Scheme};

fn api<'a>(apis: &'a [Entry<ConsumedApi>], namespace: &str) -> &'a ConsumedApi {
    let named = apis.iter().find_map(|entry| match entry {
        Entry::Inline(api) if api.namespace.as_str() == namespace => Some(api),
        _ => None,
    });
    named.unwrap()
}

/// Returns the API keys of an API as `placement name=value`.
fn keys(apis: &[Entry<ConsumedApi>], namespace: &str) -> Vec<String> {
    let Some(Authentication {
        scheme: Scheme::ApiKey(keys),
        ..
    }) = &api(apis, namespace).authentication
    else {
        panic!("`{namespace}` has no API keys")
    };
    keys.iter()
        .map(|key| format!("{:?} {}={}", key.placement.value, key.name, key.value))
        .collect()
}

#[test]
fn each_extension_is_a_warning() {
    insta::assert_snapshot!(messages(EXTENSIONS).join("\n"));
}

#[test]
fn each_mistake_is_an_error() {
    insta::assert_snapshot!(diagnostics(WRONG));
}

#[test]
fn credentials_are_read_with_the_keys_of_published_files() {
    let apis = document(EXTENSIONS).consumes;
    assert_eq!(keys(&apis, "library.api"), ["Header X-Api-Key={{KEY}}"]);
    assert_eq!(keys(&apis, "two"), ["Header X=v"]);
    assert_eq!(keys(&apis, "three"), ["Header A=a", "Header B=b"]);
    assert_eq!(keys(&apis, "four"), ["Header A=a"]);
    assert_eq!(keys(&apis, "five"), ["Query q=v"]);
    assert_eq!(keys(&apis, "six"), ["Header X=v"]);
    assert_eq!(keys(&apis, "eight"), [format!("{:?} k=v", KeyPlacement::Cookie)]);
    let scheme = |namespace| &api(&apis, namespace).authentication.as_ref().unwrap().scheme;
    assert!(matches!(scheme("one"), Scheme::Bearer { token: Some(token) } if token.as_str() == "t"));
    assert!(
        matches!(scheme("seven"), Scheme::Other { name, fields } if name.as_str() == "hmac" && fields.len() == 2)
    );
    assert!(matches!(scheme("ten"), Scheme::Other { .. }));
    let Scheme::OAuth2(oauth) = scheme("nine") else {
        panic!("oauth2")
    };
    assert_eq!(
        oauth.token_endpoint.as_ref().unwrap().as_str(),
        "https://nine.test/token"
    );
    assert_eq!(oauth.scopes.len(), 2);
}

#[test]
fn parameters_and_bodies_are_read_with_extensions() {
    let apis = document(EXTENSIONS).consumes;
    let resource = &api(&apis, "library.api").resources[0];
    assert!(resource.name.is_none());
    let [page, json, form, multipart, cbor, yaml] = &resource.operations[..] else {
        panic!("six operations")
    };
    assert_eq!(
        (page.name.as_str(), page.path.as_ref().unwrap().as_str()),
        ("getBook", "/pages")
    );
    let places: Vec<_> = page
        .inputs
        .iter()
        .map(|input| input.place.map(|place| place.value))
        .collect();
    assert_eq!(
        places,
        [
            Some(Place::Path),
            Some(Place::Query),
            None,
            Some(Place::Form),
            Some(Place::Body)
        ]
    );
    assert!(page.inputs[0].required.is_some_and(|required| required.value));
    let read = page.outputs[1].value.as_ref().and_then(|path| path.as_str());
    assert_eq!(read, Some("$.pages"));
    let kind =
        |operation: &crate::spec::ConsumedOperation| format!("{:?}", operation.body.as_ref().unwrap().kind);
    assert!(kind(json).starts_with("Json(None"));
    assert!(kind(form).starts_with("Form("));
    assert!(kind(multipart).starts_with("Multipart("));
    assert!(
        matches!(&cbor.body.as_ref().unwrap().kind, BodyKind::Text { media_type, .. } if media_type.as_str() == "application/cbor")
    );
    assert!(kind(yaml).starts_with("Json(Some"));
}

#[test]
fn unsupported_entries_are_ignored() {
    let document = document(EXTENSIONS);
    assert_eq!(document.consumes.len(), 11, "without the two foreign entries");
    assert_eq!(
        document.exposes.len(),
        2,
        "without the adapter of an unknown type"
    );
}

#[test]
fn objects_next_to_a_mistake_are_kept() {
    let document = document(WRONG);
    let apis = &document.consumes;
    let operations: Vec<_> = api(apis, "library").resources[0]
        .operations
        .iter()
        .map(|found| found.name.as_str())
        .collect();
    assert_eq!(operations, ["drop-book"]);
}

#[test]
fn items_with_fields_are_read_as_an_object() {
    let text = "ikanos: 1.0.0-beta5\ncapability:\n  exposes:\n  - type: mcp\n    namespace: m\n    port: 1\n    tools:\n      t:\n        \
                description: d\n        call: a.b\n        outputParameters:\n          list: {type: array, items: ITEMS}\n";
    for items in [
        "{id: {type: string}, note: {type: string}}",
        "[{name: id, type: string}, {name: note, type: string}]",
    ] {
        let document = document(&text.replace("ITEMS", items));
        let debug = format!("{:?}", document.exposes);
        assert!(debug.contains("properties: Some([Output"), "{items}: {debug}");
    }
}

#[test]
fn step_without_the_key_of_its_type_is_an_error() {
    for (kind, key) in [("call", "call"), ("lookup", "index"), ("script", "file")] {
        let text = format!(
            "ikanos: 1.0.0-beta5\ncapability:\n  exposes: []\n  aggregates:\n  - namespace: a\n    flows:\n      f: {{description: F, steps: {{s: {{type: {kind}}}}}}}\n"
        );
        let found = super::messages(&text);
        let expected = format!("`{key}`");
        assert!(
            found
                .iter()
                .any(|message| message.starts_with("NK0203") && message.contains(&expected)),
            "{kind}: {found:#?}"
        );
    }
}

#[test]
fn keywords_of_inputs_are_read_by_their_forms() {
    let tool = |keys: &str| {
        format!(
            "ikanos: 1.0.0-beta5\ncapability:\n  exposes:\n  - type: mcp\n    namespace: m\n    port: 1\n    tools:\n      t:\n        \
             description: d\n        call: a.b\n        inputParameters:\n          i: {{description: d, {keys}}}\n"
        )
    };
    for (keys, expected) in [
        (
            "type: string, enum: [s, 1.0], default: 1.0",
            r#"{"enum":["s","1.0"],"default":"1.0"}"#,
        ),
        (
            "type: integer, enum: [1, 2], minimum: 1",
            r#"{"enum":[1,2],"minimum":1}"#,
        ),
        (
            "type: array, maxItems: 3, items: {type: string, pattern: '^a', minLength: 1}",
            r#"{"items":{"type":"string","pattern":"^a","minLength":1},"maxItems":3}"#,
        ),
        (
            "type: object, required: [a], properties: {a: {type: integer}, b: {type: boolean, description: B}}",
            r#"{"properties":{"a":{"type":"integer"},"b":{"type":"boolean","description":"B"}},"required":["a"]}"#,
        ),
        (
            "type: object, properties: [{name: a, type: string, required: true}]",
            r#"{"properties":{"a":{"type":"string"}},"required":["a"]}"#,
        ),
    ] {
        let document = document(&tool(keys));
        let debug = format!("{document:?}");
        let Some(Entry::Inline(Adapter::Mcp(adapter))) = document.exposes.first() else {
            panic!("{debug}")
        };
        let keywords = serde_json::to_string(&adapter.tools[0].inputs[0].keywords).unwrap();
        assert_eq!(keywords, expected);
    }
    for (keys, expected) in [
        (
            "type: string, enum: s",
            "expected a list of values of the type for `enum` in an input of a tool; it is ignored",
        ),
        (
            "type: integer, enum: [s]",
            "expected a list of values of the type for `enum` in an input of a tool; it is ignored",
        ),
        (
            "type: integer, default: s",
            "expected a value of the type for `default` in an input of a tool; it is ignored",
        ),
        (
            "type: array, items: string",
            "expected a map for `items` in an input of a tool; it is ignored",
        ),
        (
            "type: array, items: {type: string, minLength: -1}",
            "expected a number of at least 0 for `minLength` in a part of an input; it is ignored",
        ),
        (
            "type: array, items: {sort: x}",
            "unknown key `sort` in a part of an input; it is ignored",
        ),
        (
            "type: string, example: s",
            "`example` of an input of a tool has no effect; it is ignored",
        ),
    ] {
        let found = messages(&tool(keys));
        assert!(
            found.iter().any(|message| message.contains(expected)),
            "{keys}: {found:#?}"
        );
    }
}

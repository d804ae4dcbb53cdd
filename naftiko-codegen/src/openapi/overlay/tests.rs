//! Tests: each action of overlays, by version.

use super::read;
use crate::diagnostic::{Diagnostics, Report, Style};
use crate::source::Sources;
use crate::yaml::{self, Tree};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Depots, version: 1}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /depots:
    get:
      parameters: [{name: page, in: query}]
      responses: {200: {description: Found}}
    post: {responses: {201: {description: Made}}}
";

/// Returns the document with an overlay of these actions as JSON, and the diagnostics.
fn applied(version: &str, actions: &str) -> (serde_json::Value, String) {
    let (tree, rendered) = applied_to(DOCUMENT, version, actions);
    (tree.root.to_json(), rendered)
}

fn applied_to(document: &str, version: &str, actions: &str) -> (Tree, String) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mut parse =
        |name: &str, text: &str| yaml::parse(&mut sources, name, text.as_bytes(), &mut diagnostics).unwrap();
    let tree = parse("depots.yaml", document);
    let overlay = format!("overlay: {version}\ninfo: {{title: O, version: 1}}\nactions:\n{actions}\n");
    let overlay = parse("overlay.yaml", &overlay);
    let tree = match read(&overlay, &mut diagnostics) {
        Some(overlay) => overlay.apply(tree, &mut diagnostics),
        None => tree,
    };
    (tree, Report::new(diagnostics, sources).render(Style::Plain))
}

/// Returns a part of the changed document; there are no diagnostics.
fn changed(version: &str, actions: &str, pointer: &str) -> String {
    let (document, rendered) = applied(version, actions);
    assert_eq!(rendered, "", "{actions}");
    document
        .pointer(pointer)
        .map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

#[test]
fn update_merges_maps() {
    for version in ["1.0.0", "1.1.0"] {
        let update = "- {target: $.info, update: {title: New, contact: {name: N}}}";
        assert_eq!(
            changed(version, update, "/info"),
            r#"{"title":"New","version":1,"contact":{"name":"N"}}"#
        );
        let nested = "- {target: $, update: {tags: [{name: d}], paths: {/depots: {post: {summary: Makes}}}}}";
        assert_eq!(changed(version, nested, "/tags/3/name"), r#""d""#);
        assert_eq!(
            changed(version, nested, "/paths/~1depots/post/summary"),
            r#""Makes""#
        );
    }
}

#[test]
fn update_of_a_list_adds_an_item_or_the_items_of_a_list() {
    let item = "- {target: $.tags, update: {name: d}}";
    assert_eq!(changed("1.0.0", item, "/tags/3"), r#"{"name":"d"}"#);
    assert_eq!(changed("1.1.0", item, "/tags/3"), r#"{"name":"d"}"#);
    let list = "- {target: $.tags, update: [{name: d}, {name: e}]}";
    assert_eq!(
        changed("1.0.0", list, "/tags/3"),
        r#"[{"name":"d"},{"name":"e"}]"#
    );
    assert_eq!(changed("1.1.0", list, "/tags/4"), r#"{"name":"e"}"#);
}

#[test]
fn update_of_a_scalar_replaces_it_in_version_1_1() {
    let update = "- {target: $.info.title, update: New}";
    assert_eq!(changed("1.1.0", update, "/info/title"), r#""New""#);
    let (document, rendered) = applied("1.0.0", update);
    assert_eq!(document.pointer("/info/title").unwrap(), "Depots");
    assert!(
        rendered.contains("error[NK1034]") && rendered.contains("overlay: 1.1.0"),
        "{rendered}"
    );
}

#[test]
fn remove_removes_members_items_and_scalars() {
    let items = "- {target: '$.tags[0,2]', remove: true}";
    assert_eq!(changed("1.0.0", items, "/tags"), r#"[{"name":"b"}]"#);
    let filter = "- {target: '$.tags[?@.name != \"b\"]', remove: true}";
    assert_eq!(changed("1.0.0", filter, "/tags"), r#"[{"name":"b"}]"#);
    let nested = "- {target: '$..[?@.description]', remove: true}";
    assert_eq!(changed("1.0.0", nested, "/paths/~1depots/get/responses"), "{}");
    let replaced = "- {target: $.tags, remove: true}\n- {target: $, update: {tags: [{name: z}]}}";
    assert_eq!(changed("1.0.0", replaced, "/tags"), r#"[{"name":"z"}]"#);
    let scalar = "- {target: $.info.version, remove: true}";
    assert_eq!(changed("1.1.0", scalar, "/info"), r#"{"title":"Depots"}"#);
    let (_, rendered) = applied("1.0.0", scalar);
    assert!(rendered.contains("error[NK1034]"), "{rendered}");
    let (_, rendered) = applied("1.1.0", "- {target: $, remove: true}");
    assert!(
        rendered.contains("the whole document cannot be removed"),
        "{rendered}"
    );
}

#[test]
fn copy_merges_one_value_into_the_selected_ones() {
    let rename = "- {target: $.paths, update: {/stores: {}}}\n\
                  - {target: \"$.paths['/stores']\", copy: \"$.paths['/depots']\"}\n\
                  - {target: \"$.paths['/depots']\", remove: true}";
    let (document, rendered) = applied("1.1.0", rename);
    assert_eq!(rendered, "");
    assert_eq!(
        document["paths"]["/stores"]["get"]["parameters"][0]["name"],
        "page"
    );
    assert!(document["paths"].get("/depots").is_none());
    let several = "- {target: $.info, copy: '$.tags[*]'}";
    assert!(applied("1.1.0", several).1.contains("the query selects 3"));
    assert!(applied("1.0.0", several).1.contains("error[NK1032]"));
}

#[test]
fn actions_see_the_result_of_those_before() {
    let actions =
        "- {target: $.tags, update: {name: d}}\n- {target: '$.tags[?@.name==\"d\"]', update: {x-new: true}}";
    assert_eq!(
        changed("1.0.0", actions, "/tags/3"),
        r#"{"name":"d","x-new":true}"#
    );
}

#[test]
fn keys_are_compared_as_text() {
    let update = "- {target: \"$.paths['/depots'].get.responses['200']\", update: {description: OK}}";
    assert_eq!(
        changed("1.0.0", update, "/paths/~1depots/get/responses/200"),
        r#"{"description":"OK"}"#
    );
    let merged = "- {target: $.paths, update: {/depots: {get: {responses: {'200': {x-a: 1}}}}}}";
    assert_eq!(
        changed("1.0.0", merged, "/paths/~1depots/get/responses/200"),
        r#"{"description":"Found","x-a":1}"#
    );
}

#[test]
fn mistakes_have_diagnostics_in_the_overlay() {
    let actions = "\
- {target: $.nothing, update: {a: 1}}
- {target: $.info, update: [1]}
- {target: $.info.title, update: {a: 1}}
- {target: $.info, update: {title: {a: 1}}}
- {target: '$.info[', update: 1}
- {target: '$.info[*]', remove: yes}
- {update: 1}
- {target: $.info}
- {target: $.info, updates: 1, update: {}, copy: $.tags}
- {target: '$[?@.title || @[0]]', update: {a: 1}}";
    let (_, rendered) = applied("1.1.0", actions);
    insta::assert_snapshot!(rendered);
}

#[test]
fn remove_comes_before_update_and_copy() {
    for action in [
        "- {target: $.tags, remove: true, update: [{name: d}]}",
        "- {target: $.tags, remove: true, copy: $.info}",
    ] {
        assert_eq!(changed("1.1.0", action, "/tags"), "nothing");
    }
    let kept = "- {target: $.info, remove: false, update: {title: New}}";
    assert_eq!(changed("1.1.0", kept, "/info/title"), r#""New""#);
}

#[test]
fn queries_have_slices_descendants_and_functions() {
    for (query, expected) in [
        ("$.tags[1:]", r#"[{"name":"a"}]"#),
        ("$.tags[-1]", r#"[{"name":"a"},{"name":"b"}]"#),
        ("$.tags[::2]", r#"[{"name":"b"}]"#),
        ("$..[?@.name]", "[]"),
        ("$.tags[?match(@.name, \"[ab]\")]", r#"[{"name":"c"}]"#),
        ("$.tags[?search(@.name, \"c\")]", r#"[{"name":"a"},{"name":"b"}]"#),
        (
            "$.tags[?@.name > \"a\" && @.name < \"c\"]",
            r#"[{"name":"a"},{"name":"c"}]"#,
        ),
        ("$.tags[?length(@.name) == 1]", "[]"),
    ] {
        let action = format!("- {{target: '{query}', remove: true}}");
        assert_eq!(changed("1.0.0", &action, "/tags"), expected, "{query}");
    }
}

#[test]
fn first_two_numbers_of_a_version_count() {
    let replaced = "- {target: $.info.title, update: New}";
    for version in ["1.1", "1.1.0", "1.1.9", "'1.1.0-rc'"] {
        assert_eq!(changed(version, replaced, "/info/title"), r#""New""#);
    }
    let item = "- {target: $.tags, update: [1]}";
    assert_eq!(changed("1.0", item, "/tags/3"), "[1]");
}

#[test]
fn other_files_and_versions_are_rejected() {
    for version in ["2.0.0", "1.10.0", "1", "''", "[1]"] {
        assert!(
            applied(version, "- {target: $, update: {a: 1}}")
                .1
                .contains("error[NK1032]")
        );
    }
    assert!(applied("1.0.0", "  []").1.contains("error[NK1032]"));
}

#[test]
fn values_text_and_levels_of_a_changed_document_are_limited() {
    let many = format!("openapi: 3.0.3\nx-values: [{}]\n", "{}, ".repeat(2_000));
    let long = format!("openapi: 3.0.3\nx-values: [{}]\n", "a".repeat(1 << 20));
    let values = format!(
        "- {{target: \"$.x-values[*]\", update: {{a: [{}]}}}}",
        "1, ".repeat(1_000)
    );
    let text = "- {target: \"$.x-values\", copy: \"$.x-values\"}\n".repeat(5);
    let levels = "- {target: $.info, update: {x: {}}}\n- {target: $.info.x, copy: $}\n".to_owned()
        + &"- {target: $.info.x, update: {info: {x: {}}}}\n- {target: $.info.x.info.x, copy: $.info}\n"
            .repeat(40);
    for (document, actions) in [(many.as_str(), values), (long.as_str(), text), (DOCUMENT, levels)] {
        let (tree, rendered) = applied_to(document, "1.1.0", &actions.replace("$.x-values", "$['x-values']"));
        assert!(rendered.contains("error[NK1036]"), "{rendered}");
        let size = tree.root.size();
        assert!(size.values < 1_000_000 && size.bytes <= 16 << 20, "{size:?}");
    }
}

#[test]
fn queries_that_visit_too_many_values_are_rejected() {
    let large = format!("openapi: 3.0.3\nx-values: [{}]\n", "{}, ".repeat(10_000));
    let commas = format!("$..[{}]", "*,".repeat(30) + "*");
    for query in ["$..[?$..a[?$.b]]", "$..[?$..a || $.b]", commas.as_str()] {
        let action = format!("- {{target: '{query}', remove: true}}");
        let (_, rendered) = applied_to(&large, "1.1.0", &action);
        assert!(rendered.contains("visits too many values"), "{query}: {rendered}");
    }
}

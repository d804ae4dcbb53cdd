//! Families that are slow to read as YAML or as templates.

use super::{Family, api, capability, family, framed, mcp, one_operation, resource, rest};

/// Returns a text with an anchor, which aliases repeat.
fn marked(name: &'static str, length: usize, uses: usize) -> Family {
    let before = format!(
        "x: &a {}\nnaftiko: 1.0.0-alpha2\ninfo: {{tags: [",
        "x".repeat(length)
    );
    Family::new(
        name,
        before,
        |_| "*a,".to_owned(),
        format!(
            "]}}\n{}",
            capability("", &mcp("tools: []")).trim_start_matches("naftiko: 1.0.0-alpha2\n")
        ),
    )
    .at_most(uses)
}

pub(super) fn families() -> Vec<Family> {
    let long = || "x".repeat(7 << 20);
    vec![
        marked("alias-of-text", 7 << 20, 300),
        Family::new(
            "alias-of-text-nested",
            format!("x0: &a0 {}\n", "x".repeat(1 << 20)),
            |index| format!("x{}: &a{} [{}]\n", index + 1, index + 1, format!("*a{index},").repeat(10)),
            capability("", &mcp("tools: []")),
        )
        .at_most(60),
        Family::new(
            "alias-merged",
            format!("x0: &a0 {{k: {}}}\n", "x".repeat(7 << 20)),
            |index| format!("y{index}: {{<<: *a0}}\n"),
            capability("", &mcp("tools: []")),
        )
        .at_most(900),
        Family::new("anchors-nested", "naftiko: 1.0.0-alpha2\ninfo: ", |index| format!("&a{index} [ "), long())
            .at_most(50),
        Family::new(
            "anchors-around-text",
            "naftiko: 1.0.0-alpha2\ninfo: ",
            |index| format!("&a{index} {{k: "),
            format!("{}{}\n", "x".repeat(7 << 20), "}".repeat(50)),
        )
        .at_most(50),
        Family::new("merge-keys", "naftiko: 1.0.0-alpha2\ninfo:\n", |index| format!("  <<: {{a{index}: 1}}\n"), ""),
        Family::new("duplicate-keys-in-one-line", "naftiko: 1.0.0-alpha2\ninfo: {", |_| "a: 1, ".to_owned(), "}\n"),
        Family::new("wrong-types-in-one-line", "naftiko: 1.0.0-alpha2\ncapability: {consumes: [", |_| "1, ".to_owned(), "]}\n"),
        Family::new("unknown-keys-in-one-line", "naftiko: 1.0.0-alpha2\ninfo: {", |index| format!("k{index}: 1, "), "}\n"),
        family("json-path-names", &one_operation("method: GET, outputParameters: [{name: n, type: string, value: '$@@'}]"), "", |_| ".a".to_owned())
            .at_most(1_000_000),
        family("json-path-each", &one_operation("method: GET, outputParameters: [{name: n, type: string, value: '$@@'}]"), "", |_| "[*]".to_owned()),
        family("json-path-mapped", &one_operation("method: GET"), &mcp("tools: [{name: t, description: d, call: a.o, outputParameters: [{type: string, mapping: '$@@'}]}]"), |_| ".a".to_owned()),
        family("json-path-query", &one_operation("method: GET, outputParameters: [{name: n, type: string, value: '$..@@'}]"), "", |_| "a[?@.b]".to_owned()),
        family("json-path-input", &one_operation("method: POST, inputParameters: [{name: n, in: body}]"), &rest("{path: /p, operations: [{name: o, method: POST, call: a.o, inputParameters: [{name: n, in: body, value: '$@@'}]}]}"), |_| ".a".to_owned()),
        family("json-path-wrong", &one_operation("method: GET, outputParameters: [@@]"), "", |index| format!("{{name: n{index}, value: 'no path'}},\n")),
        family("placeholders-in-body-text", &one_operation("method: POST, body: {type: text, data: '@@'}"), "", |index| format!("{{{{p{index}}}}} ")),
        family("placeholders-in-body-json-text", &one_operation("method: POST, body: '[@@1]'"), "", |index| format!("\"{{{{p{index}}}}}\",")),
        family("placeholders-in-body-form-text", &one_operation("method: POST, body: {type: formUrlEncoded, data: '@@'}"), "", |index| format!("a{index}={{{{p{index}}}}}&")),
        family("placeholders-in-body-json", &one_operation("method: POST, body: {type: json, data: [@@]}"), "", |index| format!("'{{{{p{index}}}}}',\n")),
        family("placeholders-in-body-form", &one_operation("method: POST, body: {type: formUrlEncoded, data: {@@}}"), "", |index| format!("k{index}: '{{{{p{index}}}}}',\n")),
        family("placeholders-in-parts", &one_operation("method: POST, body: {type: multipartForm, data: [@@]}"), "", |index| format!("{{name: k{index}, value: '{{{{p{index}}}}}'}},\n")),
        family("placeholders-in-path", &api("{name: p, path: '/@@', operations: [{name: o, method: GET}]}"), "", |index| format!("{{{{p{index}}}}}/")),
        family("placeholders-in-path-query", &api("{name: p, path: '/p?@@', operations: [{name: o, method: GET}]}"), "", |index| format!("q{index}={{{{p{index}}}}}&")),
        family("placeholders-in-base-uri", &api("").replace("a.test", "a.test/@@"), "", |index| format!("{{{{p{index}}}}}/")),
        family("placeholders-in-header", &one_operation("method: GET, inputParameters: [{name: h, in: header, value: '@@'}]"), "", |index| format!("{{{{p{index}}}}} ")),
        family("variables-in-header", &one_operation("method: GET, inputParameters: [{name: h, in: header, value: '@@'}]"), "", |index| format!("{{{{P_{index}}}}} ")),
        family("placeholders-alike", &one_operation("method: POST, body: {type: text, data: '@@'}"), "", |_| "{{p}} ".to_owned()),
        family("placeholders-in-rest-path", &one_operation("method: GET"), &rest("{path: '/@@', operations: [{name: o, method: GET, call: a.o}]}"), |_| "{p}/".to_owned()),
        family("placeholders-in-uri", &one_operation("method: GET"), &mcp("resources: [{name: r, label: r, description: d, mimeType: a/b, uri: 'x://@@', call: a.o}]"), |index| format!("{{p{index}}}/")),
        family("placeholders-in-with", &one_operation("method: GET, inputParameters: [{name: q, in: query}]"), &mcp("tools: [{name: t, description: d, call: a.o, with: {q: '@@'}}]"), |index| format!("{{{{p{index}}}}} ")),
        family("placeholders-in-mock", "", &mcp("tools: [{name: t, description: d, outputParameters: [{name: n, type: string, value: '@@'}]}]"), |index| format!("{{{{p{index}}}}} ")),
        family("placeholders-in-prompt", "", &mcp("prompts: [{name: t, description: d, template: [{role: user, content: '@@'}]}]"), |index| format!("{{{{p{index}}}}} ")),
        family("braces-open", &one_operation("method: POST, body: {type: text, data: '@@'}"), "", |_| "{{".to_owned()),
        family("braces-open-apart", &one_operation("method: POST, body: {type: text, data: '@@'}"), "", |_| "{{ ".to_owned()),
        family("braces-open-in-path", &api("{name: p, path: '/@@', operations: [{name: o, method: GET}]}"), "", |_| "{a".to_owned()),
        family("braces-in-rest-path", &one_operation("method: GET"), &rest("{path: '/@@', operations: [{name: o, method: GET, call: a.o}]}"), |_| "{a".to_owned()),
        family("body-json-nested", &one_operation("method: POST, body: '@@'"), "", |_| "[".to_owned()),
        family("body-sparql", &one_operation("method: POST, body: {type: sparql, data: '@@'}"), "", |_| "\"\\\\".to_owned()),
        family("prose-lines", &one_operation("method: GET, description: \"@@\""), "", |_| "* a [b](c) *d*\\n".to_owned()),
        family("prose-brackets", &one_operation("method: GET, description: \"@@\""), "", |_| "[".to_owned()),
        family("prose-fences", &one_operation("method: GET, description: \"@@\""), "", |_| "```\\n".to_owned()),
        family("prose-quotes", &one_operation("method: GET, description: \"@@\""), "", |_| "`<".to_owned()),
        family("prose-uris", &one_operation("method: GET, description: \"@@\""), "", |_| "https://a.b/ ".to_owned()),
        family("prose-one-line", "", &mcp("description: '@@', tools: [{name: t, description: d, outputParameters: [{name: n, type: string, value: a}]}]"), |_| "word ".to_owned()),
        family("body-text-long", &one_operation("method: POST, body: {type: text, data: '@@'}"), "", |_| "word ".to_owned()),
        family("body-text-lines", &one_operation("method: POST, body: {type: text, data: \"@@\"}"), "", |_| "a\\n".to_owned()),
        family("path-segments", &api("{name: p, path: '/@@', operations: [{name: o, method: GET}]}"), "", |_| "a/".to_owned()),
        family("name-long", &api(&resource("{name: a@@, method: GET}")), &mcp("tools: [{name: t, description: d, call: a.o}]"), |_| "-Bc".to_owned()),
        family("name-of-tool-long", &one_operation("method: GET"), &mcp("tools: [{name: 'a@@', description: d, call: a.o}]"), |_| ".B".to_owned()),
        family("namespace-long", "{type: http, namespace: 'a@@', baseUri: 'https://a.test', resources: []}", "", |_| "-b".to_owned()),
    ]
    .into_iter()
    .chain(lines())
    .collect()
}

/// Returns families in block style, with one line for each item.
fn lines() -> Vec<Family> {
    let (before, after) = framed("@@", "");
    vec![
        Family::new(
            "unknown-keys",
            "naftiko: 1.0.0-alpha2\ninfo:\n",
            |index| format!("  k{index}: 1\n"),
            "",
        ),
        Family::new(
            "unknown-keys-at-root",
            "naftiko: 1.0.0-alpha2\n",
            |index| format!("k{index}: 1\n"),
            "",
        ),
        Family::new(
            "unknown-keys-near",
            "naftiko: 1.0.0-alpha2\ninfo:\n",
            |index| format!("  descriptio{index}: 1\n"),
            "",
        ),
        Family::new(
            "unknown-keys-of-apis",
            before,
            |index| format!("{{type: http, namespace: n{index}, nmaespace: 1, baseUr: 2}},\n"),
            after,
        ),
        Family::new(
            "keys-misspelt",
            "naftiko: 1.0.0-alpha2\ncapability:\n  consumes:\n",
            |_| "  - {type: http, namespac: a}\n".to_owned(),
            "",
        ),
    ]
}

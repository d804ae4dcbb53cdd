//! Families of many equal mistakes.

use super::{Family, api, family, mcp, one_operation, resource, rest};

/// Returns a number of operations.
fn operations(count: usize) -> String {
    (0..count)
        .map(|index| format!("{{name: operation-{index}, method: GET}},"))
        .collect()
}

pub(super) fn families() -> Vec<Family> {
    let get = one_operation("method: GET");
    let many = api(&resource(&operations(12_000)));
    let required = one_operation("method: GET, inputParameters: [{name: q, in: query, required: true}]");
    vec![
        family("calls-wrong", &many, &mcp("tools: [@@]"), |index| {
            format!("{{name: t{index}, description: d, call: a.operatoin-{index}}},\n")
        })
        .at_most(9_000),
        family("calls-wrong-far", &many, &mcp("tools: [@@]"), |index| {
            format!("{{name: t{index}, description: d, call: zz.yy{index}}},\n")
        }),
        family(
            "calls-wrong-over-apis",
            &(0..12_000)
                .map(|index| format!("{{type: http, namespace: n{index}, baseUri: 'https://a.test'}},"))
                .collect::<String>(),
            &mcp("tools: [@@]"),
            |index| format!("{{name: t{index}, description: d, call: zz.yy{index}}},\n"),
        ),
        family("calls-loose", &many, &mcp("tools: [@@]"), |index| {
            format!(
                "{{name: t{index}, description: d, call: a.Operation{}}},\n",
                index % 12_000
            )
        }),
        family("variables-undeclared", &api(&resource("@@")), "", |index| {
            format!(
                "{{name: o{index}, method: GET, inputParameters: [{{name: h, in: header, value: '{{{{V_{index}}}}}'}}]}},\n"
            )
        }),
        Family::new(
            "variables-misspelt",
            format!(
                "naftiko: 1.0.0-alpha2\nbinds: [{{namespace: n, keys: {{{}}}}}]\ncapability: {{consumes: [{{type: http, namespace: a, baseUri: 'https://a.test', resources: [{{path: /p, operations: [{{name: o, method: POST, body: {{type: json, data: [",
                (0..20_000)
                    .map(|index| format!("TOKEN_{index}: V,"))
                    .collect::<String>()
            ),
            |index| format!("'{{{{TOKEN_X{index}}}}}',\n"),
            "]}}]}]}]}\n",
        ),
        family("inputs-unused", &required, &mcp("tools: [@@]"), |index| {
            format!(
                "{{name: t{index}, description: d, call: a.o, inputParameters: [{{name: u{index}, type: string, description: d}}]}},\n"
            )
        }),
        family(
            "inputs-unused-many",
            &one_operation(&format!(
                "method: GET, inputParameters: [{}]",
                (0..900)
                    .map(|index| format!("{{name: query-{index}, in: query}},"))
                    .collect::<String>()
            )),
            &mcp("tools: [{name: t, description: d, call: a.o, inputParameters: [@@]}]"),
            |index| format!("{{name: qurey-{index}, type: string, description: d}},\n"),
        ),
        family("inputs-unfed", &required, &mcp("tools: [@@]"), |index| {
            format!("{{name: t{index}, description: d, call: a.o}},\n")
        }),
        family(
            "types-conflict",
            &one_operation("method: GET, inputParameters: [{name: q, in: query, type: integer}]"),
            &mcp("tools: [@@]"),
            |index| {
                format!(
                    "{{name: t{index}, description: d, call: a.o, inputParameters: [{{name: q, type: boolean, description: d}}]}},\n"
                )
            },
        ),
        family(
            "prefixes-unknown",
            &one_operation("method: GET, inputParameters: [{name: q, in: query}]"),
            &mcp("tools: [@@]"),
            |index| format!("{{name: t{index}, description: d, call: a.o, with: {{q: dsk.x{index}}}}},\n"),
        ),
        family(
            "prefixes-other",
            &one_operation("method: GET, inputParameters: [{name: q, in: query}]"),
            &format!(
                "{}{}",
                (0..10_000)
                    .map(|index| format!("{{type: rest, namespace: n{index}, port: 8080, resources: []}},"))
                    .collect::<String>(),
                mcp("tools: [@@]")
            ),
            |index| format!("{{name: t{index}, description: d, call: a.o, with: {{q: z{index}.x}}}},\n"),
        ),
        family("methods-wrong", &api(&resource("@@")), "", |index| {
            format!("{{name: o{index}, method: FETCH{index}}},\n")
        }),
        family(
            "types-unknown",
            &one_operation("method: GET, inputParameters: [@@]"),
            "",
            |index| format!("{{name: p{index}, in: query, type: strng{index}}},\n"),
        ),
        family("templates-open", &api(&resource("@@")), "", |index| {
            format!("{{name: o{index}, method: GET, path: '/p/{{x{index}'}},\n")
        }),
        family("literals", &api(&resource("@@")), "", |index| {
            format!(
                "{{name: o{index}, method: GET, inputParameters: [{{name: password, in: header, value: abc}}]}},\n"
            )
        }),
        family("flows-unknown", &get, &mcp("tools: [@@]"), |index| {
            format!("{{name: t{index}, ref: n.f{index}}},\n")
        }),
        family("placeholders-unused", &get, &rest("@@"), |index| {
            format!(
                "{{path: '/p{index}/{{x}}', operations: [{{name: o{index}, method: GET, call: a.o}}]}},\n"
            )
        }),
        family("prompts-wrong", &get, &mcp("prompts: [@@]"), |index| {
            format!("{{name: p{index}, description: d, template: [{{role: user, content: '{{{{x}}}}'}}]}},\n")
        }),
        family("imports-missing", "@@", "", |index| {
            format!("{{location: ./f{index}.yaml, import: x}},\n")
        }),
        family("imports-of-one-file", "@@", "", |_| {
            "{location: ./f.yaml, import: x},\n".to_owned()
        }),
        family("scripts", &get, &mcp("tools: [@@]"), |index| {
            format!(
                "{{name: t{index}, description: d, steps: [{{type: script, name: s, language: js, location: 'file:///x', file: a{index}.js}}]}},\n"
            )
        }),
        family("forms", &api(&resource("@@")), "", |index| {
            format!("{{name: o{index}, method: POST, body: {{type: formUrlEncoded, data: 'a={index}'}}}},\n")
        }),
    ]
}

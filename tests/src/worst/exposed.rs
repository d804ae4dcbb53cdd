//! Families of many parts of adapters.

use super::{Family, api, family, mcp, one_operation, resource, rest};

pub(super) fn families() -> Vec<Family> {
    let get = one_operation("method: GET");
    let called = "method: POST, inputParameters: [{name: q, in: query}]";
    let tools = |name: &'static str, item: fn(usize) -> String| {
        family(name, &one_operation(called), &mcp("tools: [@@]"), item)
    };
    let tool = |name: &'static str, keys: &str, item: fn(usize) -> String| {
        family(
            name,
            &one_operation(called),
            &mcp(&format!(
                "tools: [{{name: t, description: d, call: a.o, {keys}}}]"
            )),
            item,
        )
    };
    let routes = |name: &'static str, item: fn(usize) -> String| {
        family(name, &one_operation(called), &rest("@@"), item)
    };
    let route = |name: &'static str, keys: &str, item: fn(usize) -> String| {
        family(
            name,
            &one_operation(called),
            &rest(&format!(
                "{{path: /p, operations: [{{name: o, method: POST, call: a.o, {keys}}}]}}"
            )),
            item,
        )
    };
    vec![
        tools("tools", |index| {
            format!("{{name: t{index}, description: d, call: a.o}},\n")
        }),
        tools("tools-alike", |_| {
            "{name: t, description: d, call: a.o},\n".to_owned()
        }),
        tools("tools-alike-when-shortened", |index| {
            format!(
                "{{name: 'a{}', description: d, call: a.o}},\n",
                ".".repeat(index % 60)
            )
        }),
        tools("tools-with-input", |index| {
            format!(
                "{{name: t{index}, description: d, call: a.o, inputParameters: [{{name: q, type: string}}]}},\n"
            )
        }),
        tools("tools-with", |index| {
            format!("{{name: t{index}, description: d, call: a.o, with: {{q: v}}}},\n")
        }),
        tools("tools-with-unknown", |index| {
            format!("{{name: t{index}, description: d, call: a.o, with: {{w{index}: v}}}},\n")
        }),
        tools("tools-mapped", |index| {
            format!(
                "{{name: t{index}, description: d, call: a.o, outputParameters: [{{type: string, mapping: $.a}}]}},\n"
            )
        }),
        tools("tools-mapped-apart", |index| {
            format!(
                "{{name: t{index}, description: d, call: a.o, outputParameters: [{{type: object, properties: {{n{index}: {{type: string, mapping: $.a}}}}}}]}},\n"
            )
        }),
        tools("tools-mocked", |index| {
            format!(
                "{{name: t{index}, description: d, outputParameters: [{{name: n, type: string, value: v}}]}},\n"
            )
        }),
        tools("tools-idle", |index| {
            format!("{{name: t{index}, description: d}},\n")
        }),
        tools("tools-of-flows", |index| {
            format!("{{name: t{index}, ref: x.y{index}}},\n")
        }),
        tools("tools-with-steps", |index| {
            format!("{{name: t{index}, description: d, steps: [{{type: call, name: s, call: a.o}}]}},\n")
        }),
        tools("tools-with-hints", |index| {
            format!("{{name: t{index}, description: d, call: a.o, hints: {{readOnly: true}}}},\n")
        }),
        tool("tool-inputs", "inputParameters: [@@]", |index| {
            format!("{{name: p{index}, type: string, description: d}},\n")
        }),
        tool("tool-inputs-alike", "inputParameters: [@@]", |_| {
            "{name: p, type: string, description: d},\n".to_owned()
        }),
        tool("tool-with", "with: {@@}", |index| format!("w{index}: v,\n")),
        tool("tool-with-inputs", "with: {@@}", |index| {
            format!("w{index}: '{{{{x{index}}}}}',\n")
        }),
        tool("tool-with-references", "with: {@@}", |index| {
            format!("w{index}: desk.x{index},\n")
        }),
        tool("tool-with-variables", "with: {@@}", |index| {
            format!("w{index}: '{{{{X_{index}}}}}',\n")
        }),
        tool(
            "tool-outputs",
            "outputParameters: [{type: object, properties: {@@}}]",
            |index| format!("n{index}: {{type: string, mapping: $.a}},\n"),
        ),
        tool(
            "tool-outputs-objects",
            "outputParameters: [{type: object, properties: {@@}}]",
            |index| {
                format!(
                    "n{index}: {{type: object, properties: {{m{index}: {{type: string, mapping: $.a}}}}}},\n"
                )
            },
        ),
        tool(
            "tool-outputs-objects-alike",
            "outputParameters: [{type: object, properties: {@@}}]",
            |index| {
                format!("n{index}: {{type: object, properties: {{m: {{type: string, mapping: $.a}}}}}},\n")
            },
        ),
        tool("tool-outputs-listed", "outputParameters: [@@]", |index| {
            format!("{{name: n{index}, type: string, mapping: $.a}},\n")
        }),
        tool("tool-outputs-without-name", "outputParameters: [@@]", |_| {
            "{type: string, mapping: $.a},\n".to_owned()
        }),
        tool(
            "tool-outputs-mocked",
            "outputParameters: [{type: object, properties: {@@}}]",
            |index| format!("n{index}: {{type: string, value: v}},\n"),
        ),
        tool("tool-steps", "steps: [@@]", |index| {
            format!("{{type: call, name: s{index}, call: a.o}},\n")
        }),
        tool("tool-steps-alike", "steps: [@@]", |_| {
            "{type: call, name: s, call: a.o},\n".to_owned()
        }),
        tool("tool-steps-chained", "steps: [@@]", |index| {
            format!(
                "{{type: call, name: s{index}, call: a.o, with: {{q: '{{{{$.s{}.x}}}}'}}}},\n",
                index.saturating_sub(1)
            )
        }),
        tool("tool-steps-unknown", "steps: [@@]", |index| {
            format!("{{type: call, name: s{index}, call: a.o, with: {{q: '{{{{$.z{index}.x}}}}'}}}},\n")
        }),
        family(
            "mock-outputs",
            "",
            &mcp("tools: [{name: t, description: d, outputParameters: [@@]}]"),
            |index| format!("{{name: n{index}, type: string, value: v}},\n"),
        ),
        family(
            "mock-outputs-inputs",
            "",
            &mcp(
                "tools: [{name: t, description: d, inputParameters: [{name: i, type: string, description: d}], outputParameters: [@@]}]",
            ),
            |index| format!("{{name: n{index}, type: string, value: '{{{{i}}}} {{{{j{index}}}}}'}},\n"),
        ),
        routes("routes", |index| {
            format!("{{path: /p{index}, operations: [{{name: o{index}, method: GET, call: a.o}}]}},\n")
        }),
        routes("routes-alike", |_| {
            "{path: /p, operations: [{name: o, method: GET, call: a.o}]},\n".to_owned()
        }),
        routes("routes-mocked", |index| {
            format!(
                "{{path: /p{index}, operations: [{{name: o{index}, method: GET, outputParameters: [{{name: n, type: string, value: v}}]}}]}},\n"
            )
        }),
        routes("routes-with-pairs", |index| {
            format!("{{path: '/p?a={index}', operations: [{{name: o{index}, method: GET, call: a.o}}]}},\n")
        }),
        routes("routes-forwarded", |index| {
            format!("{{path: '/p{index}/{{x}}', forward: {{targetNamespace: a}}}},\n")
        }),
        routes("routes-with-inputs", |index| {
            format!(
                "{{path: '/p{index}/{{q}}', inputParameters: [{{name: q, in: path}}], operations: [{{method: GET, call: a.o}}]}},\n"
            )
        }),
        route("route-inputs", "inputParameters: [@@]", |index| {
            format!("{{name: p{index}, in: query}},\n")
        }),
        route("route-inputs-fixed", "inputParameters: [@@]", |index| {
            format!("{{name: p{index}, in: query, value: v}},\n")
        }),
        route(
            "route-with-fixed",
            "inputParameters: [{name: f, in: query, value: v}], with: {@@}",
            |index| format!("w{index}: web.f,\n"),
        ),
        route(
            "route-outputs",
            "outputParameters: [{type: object, properties: {@@}}]",
            |index| format!("n{index}: {{type: string, mapping: $.a}},\n"),
        ),
        route("route-responses", "responses: [@@]", |index| {
            format!("{{statusCode: '{}', description: d}},\n", 200 + index % 300)
        }),
        family("adapters-rest", &get, "@@", |index| {
            format!(
                "{{type: rest, namespace: n{index}, port: 8080, resources: [{{path: /p, operations: [{{method: GET, call: a.o}}]}}]}},\n"
            )
        }),
        family("adapters-mcp", &get, "@@", |index| {
            format!(
                "{{type: mcp, namespace: n{index}, port: 8080, tools: [{{name: t, description: d, call: a.o}}]}},\n"
            )
        }),
        family("adapters-alike", &get, "@@", |_| {
            "{type: mcp, namespace: n, port: 8080, tools: [{name: t, description: d, call: a.o}]},\n"
                .to_owned()
        }),
        family("adapters-guarded", &get, "@@", |index| {
            format!(
                "{{type: mcp, namespace: n{index}, port: 8080, authentication: {{type: bearer, token: '{{{{T}}}}'}}, tools: [{{name: t, description: d, call: a.o}}]}},\n"
            )
        }),
        family("adapters-empty", &get, "@@", |index| {
            format!("{{type: rest, namespace: n{index}, port: 8080, resources: []}},\n")
        }),
        family("adapters-skill", &get, "@@", |index| {
            format!("{{type: skill, namespace: n{index}, port: 8080, skills: []}},\n")
        }),
        family(
            "skills",
            &get,
            "{type: skill, namespace: n, port: 8080, skills: [@@]}",
            |index| {
                format!(
                    "{{name: s{index}, description: d, tools: [{{name: t, description: d, from: {{sourceNamespace: z{index}, action: t}}}}]}},\n"
                )
            },
        ),
        family(
            "skills-described",
            &get,
            &format!(
                "{},\n{{type: skill, namespace: n, port: 8080, skills: [@@]}}",
                mcp("tools: [{name: t, description: d, call: a.o}]")
            ),
            |index| {
                format!(
                    "{{name: s{index}, description: d, tools: [{{name: t, description: d, from: {{sourceNamespace: desk, action: t}}}}]}},\n"
                )
            },
        ),
        family("prompts", &get, &mcp("prompts: [@@]"), |index| {
            format!("{{name: p{index}, description: d, template: [{{role: user, content: c}}]}},\n")
        }),
        family("prompts-alike", &get, &mcp("prompts: [@@]"), |_| {
            "{name: p, description: d, template: [{role: user, content: c}]},\n".to_owned()
        }),
        family(
            "prompt-arguments",
            &get,
            &mcp(
                "prompts: [{name: p, description: d, template: [{role: user, content: '{{p1}}'}], arguments: [@@]}]",
            ),
            |index| format!("{{name: p{index}, description: d}},\n"),
        ),
        family(
            "prompt-messages",
            &get,
            &mcp("prompts: [{name: p, description: d, template: [@@]}]"),
            |index| format!("{{role: user, content: '{{{{a{index}}}}}'}},\n"),
        ),
        family("mcp-resources", &get, &mcp("resources: [@@]"), |index| {
            format!(
                "{{name: r{index}, label: l, description: d, mimeType: a/b, uri: 'x://r{index}', call: a.o}},\n"
            )
        }),
        family("mcp-resources-alike", &get, &mcp("resources: [@@]"), |_| {
            "{name: r, label: l, description: d, mimeType: a/b, uri: 'x://r', call: a.o},\n".to_owned()
        }),
        family("mcp-resources-located", &get, &mcp("resources: [@@]"), |index| {
            format!(
                "{{name: r{index}, label: l, description: d, mimeType: a/b, uri: 'x://r{index}', location: 'file:///srv/{index}'}},\n"
            )
        }),
        Family::new(
            "aggregates",
            "naftiko: 1.0.0-alpha2\ncapability: {aggregates: [\n",
            |index| {
                format!(
                    "{{namespace: n{index}, label: l, functions: [{{name: f, description: d, call: a.o}}]}},\n"
                )
            },
            format!("], consumes: [{get}]}}\n"),
        ),
        Family::new(
            "flows",
            "naftiko: 1.0.0-alpha2\ncapability: {aggregates: [{namespace: n, label: l, functions: [\n",
            |index| format!("{{name: f{index}, description: d, call: a.o}},\n"),
            format!("]}}], consumes: [{get}]}}\n"),
        ),
        Family::new(
            "flows-alike",
            "naftiko: 1.0.0-alpha2\ncapability: {aggregates: [{namespace: n, label: l, functions: [\n",
            |_| "{name: f, description: d, call: a.o},\n".to_owned(),
            format!("]}}], consumes: [{get}]}}\n"),
        ),
        Family::new(
            "flows-referred-to",
            format!(
                "naftiko: 1.0.0-alpha2\ncapability: {{aggregates: [{{namespace: n, label: l, functions: [{}]}}], consumes: [{get}], exposes: [{{type: mcp, namespace: desk, port: 1, tools: [\n",
                (0..8_000)
                    .map(|index| format!("{{name: f{index}, description: d, call: a.o}},"))
                    .collect::<String>()
            ),
            |index| format!("{{name: t{index}, ref: n.f{}}},\n", 7_999 - index % 8_000),
            "]}]}\n",
        ),
        family(
            "tools-and-operations",
            &api(&resource(
                &(0..20_000)
                    .map(|index| format!("{{name: o{index}, method: GET}},"))
                    .collect::<String>(),
            )),
            &mcp("tools: [@@]"),
            |index| {
                format!(
                    "{{name: t{index}, description: d, call: a.o{}}},\n",
                    index % 20_000
                )
            },
        ),
    ]
}

//! Families of a few values that many others inherit, repeat or name.

use super::{Family, api, family, mcp, one_operation, resource, rest};

/// Returns a number of parameters.
fn parameters(count: usize) -> String {
    (0..count)
        .map(|index| format!("{{name: p{index}, in: query}},"))
        .collect()
}

pub(super) fn families() -> Vec<Family> {
    let operation: fn(usize) -> String = |index| format!("{{name: o{index}, method: GET}},\n");
    let tool: fn(usize) -> String = |index| format!("{{name: t{index}, description: d, call: a.o}},\n");
    let of_api =
        |keys: &str, resources: &str| api(resources).replacen("resources", &format!("{keys}, resources"), 1);
    let long = "x".repeat(1 << 20);
    vec![
        family(
            "inherited-from-api",
            &of_api(
                &format!("inputParameters: [{}]", parameters(3_000)),
                &resource("@@"),
            ),
            "",
            operation,
        ),
        family(
            "inherited-from-resource",
            &api(&format!(
                "{{path: /p, inputParameters: [{}], operations: [@@]}}",
                parameters(3_000)
            )),
            "",
            operation,
        ),
        family(
            "inherited-description",
            &of_api(
                &format!("inputParameters: [{{name: q, in: query, description: {long}}}]"),
                &resource("@@"),
            ),
            "",
            operation,
        ),
        family(
            "inherited-constant",
            &of_api(
                &format!("inputParameters: [{{name: q, in: header, value: {long}}}]"),
                &resource("@@"),
            ),
            "",
            operation,
        ),
        family(
            "inherited-name",
            &of_api(
                &format!("inputParameters: [{{name: {long}, in: query}}]"),
                &resource("@@"),
            ),
            "",
            operation,
        ),
        family(
            "inherited-path",
            &api(&format!("{{path: /{long}, operations: [@@]}}")),
            "",
            operation,
        ),
        family(
            "inherited-path-placeholders",
            &api(&format!(
                "{{path: '/{}', operations: [@@]}}",
                "{a}/".repeat(10_000)
            )),
            "",
            operation,
        ),
        family(
            "inherited-namespace",
            &api(&resource("@@")).replace("namespace: a", &format!("namespace: {long}")),
            "",
            operation,
        ),
        family(
            "inherited-body-key",
            &of_api(
                &format!("authentication: {{type: apikey, key: k, value: {long}, placement: body}}"),
                &resource("@@"),
            ),
            "",
            |index| format!("{{name: o{index}, method: POST}},\n"),
        ),
        family(
            "inherited-path-key",
            &of_api(
                &format!("authentication: {{type: apikey, key: k, value: {long}, placement: path}}"),
                "{path: '/{k}', operations: [@@]}",
            ),
            "",
            operation,
        ),
        family(
            "called-with-inputs",
            &one_operation(&format!("method: GET, inputParameters: [{}]", parameters(3_000))),
            &mcp("tools: [@@]"),
            tool,
        ),
        family(
            "called-with-required",
            &one_operation(&format!(
                "method: GET, inputParameters: [{}]",
                parameters(3_000).replace("in: query", "in: query, required: true")
            )),
            &mcp("tools: [@@]"),
            tool,
        ),
        family(
            "called-with-description",
            &one_operation(&format!(
                "method: GET, inputParameters: [{{name: q, in: query, required: true, description: {long}}}]"
            )),
            &mcp("tools: [@@]"),
            tool,
        ),
        family(
            "called-with-long-name",
            &one_operation("method: GET").replace("name: o", &format!("name: {long}")),
            &mcp("tools: [@@]"),
            |index| format!("{{name: t{index}, description: d, call: a.o}},\n"),
        ),
        family(
            "called-with-outputs",
            &one_operation(&format!(
                "method: GET, outputParameters: [{}]",
                (0..10_000)
                    .map(|index| format!("{{name: n{index}, value: $.a}},"))
                    .collect::<String>()
            )),
            &mcp("tools: [@@]"),
            tool,
        ),
        family(
            "routes-inherit",
            &one_operation("method: GET"),
            &rest(&format!(
                "{{path: /p, inputParameters: [{}], operations: [@@]}}",
                parameters(3_000)
            )),
            |index| format!("{{name: o{index}, method: GET, call: a.o}},\n"),
        ),
        family(
            "routes-inherit-path",
            &one_operation("method: GET"),
            &rest(&format!("{{path: /{long}, operations: [@@]}}")),
            |index| format!("{{name: o{index}, method: GET, call: a.o}},\n"),
        ),
        family(
            "routes-forward-headers",
            &one_operation("method: GET"),
            &rest("@@"),
            |index| {
                format!(
                    "{{path: '/p{index}/{{x}}', forward: {{targetNamespace: a, trustedHeaders: [A, B, C]}}}},\n"
                )
            },
        ),
        family(
            "properties-named-long",
            &one_operation("method: GET"),
            &mcp(
                "tools: [{name: t, description: d, call: a.o, outputParameters: [{type: object, properties: {@@}}]}]",
            ),
            |index| {
                let name = "n".repeat(100);
                (0..5)
                    .fold(
                        format!("{{{name}{index}: {{type: string, mapping: $.a}}}}"),
                        |inner, _| format!("{{{name}: {{type: object, properties: {inner}}}}}"),
                    )
                    .trim_start_matches('{')
                    .trim_end_matches('}')
                    .replacen(&name, &format!("{name}{index}"), 1)
                    + &"}".repeat(11)
                    + ",\n"
            },
        ),
        family(
            "adapter-long-namespace",
            &one_operation("method: GET"),
            &mcp("tools: [@@]").replace("desk", &"x".repeat(1 << 20)),
            tool,
        ),
    ]
}

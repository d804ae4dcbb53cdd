//! Families of many parts of consumed APIs.

use super::{Family, api, family, one_operation, resource};

pub(super) fn families() -> Vec<Family> {
    let inputs = |place: &str| format!("method: POST, inputParameters: [@@], description: {place}");
    let parameters = |name: &'static str, keys: &'static str| {
        family(name, &one_operation(&inputs("d")), "", move |index| {
            format!("{{name: p{index}{keys}}},\n")
        })
    };
    let operations =
        |name: &'static str, item: fn(usize) -> String| family(name, &api(&resource("@@")), "", item);
    let outputs = |name: &'static str, item: fn(usize) -> String| {
        family(
            name,
            &one_operation("method: GET, outputParameters: [@@]"),
            "",
            item,
        )
    };
    vec![
        parameters("parameters", ""),
        parameters("parameters-query", ", in: query"),
        parameters("parameters-header", ", in: header"),
        parameters("parameters-path", ", in: path"),
        parameters("parameters-body", ", in: body"),
        parameters("parameters-form", ", in: formData"),
        parameters("parameters-file", ", in: formData, type: file"),
        parameters("parameters-required", ", in: query, required: true"),
        parameters("parameters-integer", ", in: query, type: integer"),
        parameters("parameters-constant", ", in: header, value: v"),
        parameters("parameters-constant-body", ", in: body, value: v"),
        parameters("parameters-template", ", in: query, value: '{{x}}-{{y}}'"),
        parameters("parameters-environment", ", in: environment"),
        family(
            "parameters-templates-apart",
            &one_operation(&inputs("d")),
            "",
            |index| format!("{{name: p{index}, in: query, value: '{{{{x{index}}}}}-'}},\n"),
        ),
        family("parameters-alike", &one_operation(&inputs("d")), "", |_| {
            "{name: p},\n".to_owned()
        }),
        family(
            "parameters-alike-by-case",
            &one_operation(&inputs("d")),
            "",
            |index| format!("{{name: p{}}},\n", "-".repeat(index % 100)),
        ),
        family(
            "parameters-one-name-many-places",
            &one_operation(&inputs("d")),
            "",
            |index| format!("{{name: a{}}},\n", "_".repeat(index % 1000)),
        ),
        family(
            "parameters-by-key",
            "{type: http, namespace: a, baseUri: 'https://a.test', resources: {r: {path: /p, operations: {o: {method: GET, inputParameters: {@@}}}}}}",
            "",
            |index| format!("p{index}: ,\n"),
        ),
        family(
            "parameters-beside-body",
            &one_operation("method: POST, body: {type: text, data: '{{x}}'}, inputParameters: [@@]"),
            "",
            |index| format!("{{name: p{index}, in: body}},\n"),
        ),
        family(
            "parameters-of-api",
            &api(&resource("{name: o, method: GET}")).replacen(
                "resources",
                "inputParameters: [@@], resources",
                1,
            ),
            "",
            |index| format!("{{name: p{index}, in: header, value: v}},\n"),
        ),
        operations("operations", |index| {
            format!("{{name: o{index}, method: GET}},\n")
        }),
        operations("operations-alike", |_| {
            "{name: o, method: GET}".to_owned() + ",\n"
        }),
        operations("operations-alike-by-case", |index| {
            format!("{{name: o{}, method: GET}},\n", "-".repeat(index % 500))
        }),
        operations("operations-raw", |index| {
            format!("{{name: o{index}, method: GET, outputRawFormat: xml}},\n")
        }),
        operations("operations-with-input", |index| {
            format!("{{name: o{index}, method: GET, inputParameters: [{{name: q, in: query}}]}},\n")
        }),
        operations("operations-with-body", |index| {
            format!("{{name: o{index}, method: POST, body: {{type: text, data: '{{{{x}}}}'}}}},\n")
        }),
        operations("operations-with-outputs", |index| {
            format!("{{name: o{index}, method: GET, outputParameters: [{{name: n{index}, value: $.a}}]}},\n")
        }),
        operations("operations-with-path", |index| {
            format!("{{name: o{index}, method: GET, path: '/p/{{x{index}}}'}},\n")
        }),
        operations("operations-file", |index| {
            format!(
                "{{name: o{index}, method: POST, inputParameters: [{{name: f, in: formData, type: file}}]}},\n"
            )
        }),
        outputs("outputs", |index| format!("{{name: n{index}, value: $.a}},\n")),
        outputs("outputs-alike", |_| "{name: n, value: $.a},\n".to_owned()),
        outputs("outputs-alike-by-case", |index| {
            format!("{{name: n{}, value: $.a}},\n", "-".repeat(index % 1000))
        }),
        family("apis", "@@", "", |index| {
            format!("{{type: http, namespace: n{index}, baseUri: 'https://a.test'}},\n")
        }),
        family("apis-alike", "@@", "", |_| {
            "{type: http, namespace: n, baseUri: 'https://a.test'},\n".to_owned()
        }),
        family("apis-with-operation", "@@", "", |index| {
            format!(
                "{{type: http, namespace: n{index}, baseUri: 'https://a.test', resources: [{{path: /p, operations: [{{name: o, method: GET}}]}}]}},\n"
            )
        }),
        family("apis-without-uri", "@@", "", |index| {
            format!("{{type: http, namespace: n{index}}},\n")
        }),
        family("apis-with-bearer", "@@", "", |index| {
            format!(
                "{{type: http, namespace: n{index}, baseUri: 'https://a.test', authentication: {{type: bearer, token: '{{{{T_{index}}}}}'}}}},\n"
            )
        }),
        family("apis-with-oauth2", "@@", "", |index| {
            format!(
                "{{type: http, namespace: n{index}, baseUri: 'https://a.test', authentication: {{type: oauth2, tokenEndpoint: 'https://a.test/t', clientId: c, clientSecret: '{{{{S}}}}'}}}},\n"
            )
        }),
        family(
            "api-keys",
            "{type: http, namespace: a, baseUri: 'https://a.test', authentication: {type: apikey, headers: {@@}}, resources: []}",
            "",
            |index| format!("K{index}: v,\n"),
        ),
        family("resources", &api("@@"), "", |index| {
            format!("{{name: r{index}, path: /p, operations: [{{name: o{index}, method: GET}}]}},\n")
        }),
        family("resources-alike", &api("@@"), "", |_| {
            "{name: r, path: /p, operations: [{name: o, method: GET}]},\n".to_owned()
        }),
        family("resources-empty", &api("@@"), "", |_| {
            "{path: /p, operations: []},\n".to_owned()
        }),
        family(
            "body-values",
            &one_operation("method: POST, body: {type: json, data: [@@]}"),
            "",
            |_| "1,".to_owned(),
        ),
        family(
            "body-keys",
            &one_operation("method: POST, body: {type: json, data: {@@}}"),
            "",
            |index| format!("k{index}: 1,\n"),
        ),
        family(
            "body-objects",
            &one_operation("method: POST, body: {type: json, data: [@@]}"),
            "",
            |_| "{a: {b: [c]}},\n".to_owned(),
        ),
        family(
            "body-form",
            &one_operation("method: POST, body: {type: formUrlEncoded, data: {@@}}"),
            "",
            |index| format!("k{index}: v,\n"),
        ),
        family(
            "body-parts",
            &one_operation("method: POST, body: {type: multipartForm, data: [@@]}"),
            "",
            |index| format!("{{name: k{index}, value: v}},\n"),
        ),
        family(
            "body-json-text",
            &one_operation("method: POST, body: '[@@1]'"),
            "",
            |_| "1,".to_owned(),
        ),
        family(
            "schema-values",
            &one_operation("method: POST, inputParameters: [{name: q, in: body, type: string, enum: [@@]}]"),
            "",
            |_| "1,".to_owned(),
        ),
        Family::new(
            "binds",
            "naftiko: 1.0.0-alpha2\nbinds: [\n",
            |index| format!("{{namespace: n{index}, keys: {{K{index}: V}}}},\n"),
            "]\ncapability: {consumes: [{type: http, namespace: a, baseUri: 'https://a.test'}]}\n",
        ),
        Family::new(
            "binds-alike",
            "naftiko: 1.0.0-alpha2\nbinds: [\n",
            |_| "{namespace: n, keys: {K: V}},\n".to_owned(),
            "]\ncapability: {consumes: [{type: http, namespace: a, baseUri: 'https://a.test'}]}\n",
        ),
        Family::new(
            "bind-keys",
            "naftiko: 1.0.0-alpha2\nbinds: [{namespace: n, keys: {\n",
            |index| format!("K{index}: V_{index},\n"),
            "}}]\ncapability: {consumes: [{type: http, namespace: a, baseUri: 'https://a.test'}]}\n",
        ),
        Family::new(
            "binds-used",
            format!(
                "naftiko: 1.0.0-alpha2\nbinds: [{}]\ncapability: {{consumes: [{{type: http, namespace: a, baseUri: 'https://a.test', resources: [{{path: /p, operations: [{{name: o, method: POST, body: {{type: json, data: [",
                (0..30_000)
                    .map(|index| format!("{{namespace: n{index}, keys: {{}}}},"))
                    .collect::<String>()
            ),
            |index| format!("'{{{{n{index}.V_{index}}}}}',\n"),
            "]}}]}]}]}\n",
        ),
    ]
}

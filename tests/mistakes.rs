//! Mistakes in specs: each is found at its line and column, with what to do about it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use naftiko_tests::sample;
use naftiko_tests::texts::{Texts, findings};

/// What is changed into what, and where the finding has to point: its code, line and column.
struct Mistake {
    what: &'static str,
    from: &'static str,
    into: &'static str,
    code: &'static str,
    at: (u64, u64),
}

const fn mistake(
    what: &'static str,
    from: &'static str,
    into: &'static str,
    code: &'static str,
    at: (u64, u64),
) -> Mistake {
    Mistake {
        what,
        from,
        into,
        code,
        at,
    }
}

const MISTAKES: [Mistake; 24] = [
    mistake(
        "a misspelt key",
        "    resources:\n    - name: oauth-token\n      path: /oauth",
        "    resorces:\n    - name: oauth-token\n      path: /oauth",
        "NK0201",
        (21, 5),
    ),
    mistake(
        "a misspelt required key",
        "        method: POST\n        description: Get Token\n        outputRaw",
        "        metod: POST\n        description: Get Token\n        outputRaw",
        "NK0203",
        (26, 9),
    ),
    mistake(
        "a wrong indentation",
        "        description: Get Token\n        outputRawFormat",
        "       description: Get Token\n        outputRawFormat",
        "NK0108",
        (27, 8),
    ),
    mistake(
        "a tab",
        "      type: bearer",
        "\t  type: bearer",
        "NK0106",
        (40, 1),
    ),
    mistake(
        "an unknown call",
        "call: m3ter-auth.generatetoken\n        with:",
        "call: m3ter-auth.generatetokens\n        with:",
        "NK0301",
        (56, 15),
    ),
    mistake(
        "another API's namespace in a call",
        "      call: m3ter-auth.generatetoken\n      with:\n        body: tools",
        "      call: m3ter-rating.submit\n      with:\n        body: tools",
        "NK0301",
        (75, 13),
    ),
    mistake(
        "a path that is none",
        "        - type: object\n          mapping: $.\n",
        "        - type: string\n          mapping: access_token\n",
        "NK0402",
        (61, 20),
    ),
    mistake(
        "a path with an open bracket",
        "          value: $.\n",
        "          value: $.tokens[0\n",
        "NK0402",
        (32, 18),
    ),
    mistake(
        "a text for a number",
        "    port: 8080",
        "    port: eighty",
        "NK0202",
        (45, 11),
    ),
    mistake(
        "a port that is none",
        "    port: 8080",
        "    port: 80800",
        "NK0204",
        (45, 11),
    ),
    mistake(
        "a map for a list",
        "  tags:\n  - M3ter\n  - Auth\n",
        "  tags:\n    first: M3ter\n",
        "NK0202",
        (7, 5),
    ),
    mistake(
        "the same parameter twice",
        "          required: true\n",
        "          required: true\n        - name: body\n          in: body\n",
        "NK0313",
        (39, 17),
    ),
    mistake(
        "the same key twice",
        "    namespace: m3ter-auth\n",
        "    namespace: m3ter-auth\n    namespace: m3ter\n",
        "NK0111",
        (19, 5),
    ),
    mistake(
        "an unknown method",
        "        method: POST\n        description: Get Token\n        outputRaw",
        "        method: post\n        description: Get Token\n        outputRaw",
        "NK0204",
        (26, 17),
    ),
    mistake(
        "an unknown place",
        "          in: body",
        "          in: bdy",
        "NK0204",
        (35, 15),
    ),
    mistake(
        "an unknown type",
        "          type: object\n          description: Request",
        "          type: objekt\n          description: Request",
        "NK0617",
        (36, 17),
    ),
    mistake(
        "a template without quotes",
        "token: '{{env.M3TER_API_KEY}}'",
        "token: {{env.M3TER_API_KEY}}",
        "NK0110",
        (41, 14),
    ),
    mistake(
        "a quote that is not closed",
        "token: '{{env.M3TER_API_KEY}}'",
        "token: '{{env.M3TER_API_KEY}}",
        "NK0107",
        (41, 14),
    ),
    mistake(
        "a variable that is not declared",
        "token: '{{env.M3TER_API_KEY}}'",
        "token: '{{env.M3TER_API_KYE}}'",
        "NK0309",
        (41, 14),
    ),
    mistake(
        "a template that is not closed",
        "path: /v1/oauth/token",
        "path: '/v1/oauth/{token'",
        "NK0401",
        (49, 13),
    ),
    mistake(
        "a token in the file",
        "token: '{{env.M3TER_API_KEY}}'",
        "token: 0123456789abcdef",
        "NK0704",
        (41, 14),
    ),
    mistake(
        "an input that feeds nothing",
        "      call: m3ter-auth.generatetoken\n      with:\n        body: tools.body",
        "      inputParameters:\n      - {name: boby, type: object, description: The body}\n      call: m3ter-auth.generatetoken",
        "NK0326",
        (76, 16),
    ),
    mistake(
        "a namespace that is nearly right",
        "          body: rest.body",
        "          body: m3ter-auth-rst.body",
        "NK0331",
        (58, 17),
    ),
    mistake(
        "a base URI without a host to call",
        "baseUri: https://api.m3ter.com",
        "baseUri: https://api.example.com",
        "NK0708",
        (19, 14),
    ),
];

/// `code`, line and column of a finding as JSON.
fn place(line: &str) -> (String, u64, u64) {
    let finding: serde_json::Value = serde_json::from_str(line).unwrap();
    let number = |key: &str| finding[key].as_u64().unwrap();
    (
        finding["code"].as_str().unwrap().to_owned(),
        number("line"),
        number("column"),
    )
}

/// Mistakes in how tokens are fetched.
const TOKENS: [Mistake; 12] = [
    mistake(
        "a misspelt key of a client",
        "        clientId: \"{{TOLL_ID}}\"\n        clientSecret: \"{{TOLL_SECRET}}\"\n        scope",
        "        clientId: \"{{TOLL_ID}}\"\n        clientSecrt: \"{{TOLL_SECRET}}\"\n        scope",
        "NK0201",
        (23, 9),
    ),
    mistake(
        "an unknown grant",
        "grantType: client-credentials",
        "grantType: client-credential",
        "NK0204",
        (20, 20),
    ),
    mistake(
        "a grant that needs a user",
        "grantType: client-credentials",
        "grantType: password",
        "NK0204",
        (20, 20),
    ),
    mistake(
        "a refresh without a token",
        "grantType: client-credentials",
        "grantType: refresh-token",
        "NK0350",
        (20, 20),
    ),
    mistake(
        "a token that is not used",
        "        safetyMargin: 0",
        "        refreshToken: \"{{TOLL_SECRET}}\"",
        "NK0350",
        (52, 23),
    ),
    mistake(
        "no client id and no endpoint",
        "        tokenEndpoint: \"{{TOLL_HOST}}/bridges/token\"\n        clientId: \"{{TOLL_ID}}\"\n",
        "",
        "NK0350",
        (45, 9),
    ),
    mistake(
        "credentials in a wrong place",
        "credentialPlacement: basic",
        "credentialPlacement: header",
        "NK0204",
        (25, 30),
    ),
    mistake(
        "a misspelt encoding",
        "bodyEncoding: json",
        "bodyEncoding: jsn",
        "NK0204",
        (26, 23),
    ),
    mistake(
        "a parameter that the client sends itself",
        "tenant: \"t-{{TOLL_ID}}\"",
        "client_id: \"{{TOLL_ID}}\"",
        "NK0350",
        (29, 11),
    ),
    mistake(
        "a flag that is a text",
        "        renewOnForbidden: true\n      resources:\n        - name: lanes",
        "        renewOnForbidden: often\n      resources:\n        - name: lanes",
        "NK0202",
        (30, 27),
    ),
    mistake(
        "a path to many tokens",
        "tokenField: $.data[0].token",
        "tokenField: $.data[*].token",
        "NK0350",
        (50, 21),
    ),
    mistake(
        "an endpoint that is not https",
        "tokenEndpoint: \"{{TOLL_HOST}}/bridges/token\"",
        "tokenEndpoint: http://bridges.test/token",
        "NK0714",
        (46, 24),
    ),
];

#[test]
fn each_mistake_is_found_where_it_is() {
    let sample = fs::read_to_string(sample("m3ter-auth")).unwrap();
    insta::assert_snapshot!(found(&sample, &MISTAKES));
}

#[test]
fn each_mistake_in_fetching_tokens_is_found() {
    let spec = naftiko_tests::workspace().join("tests/specs/tolls.lists.yaml");
    let spec = fs::read_to_string(spec).unwrap();
    insta::assert_snapshot!(found(&spec, &TOKENS));
}

/// What is found beside what is said of the spec itself; at least what is expected of each mistake.
fn found(spec: &str, mistakes: &[Mistake]) -> String {
    let head = |message: &str| message.lines().next().unwrap_or_default().to_owned();
    let before: Vec<String> = told(spec).iter().map(|(message, _)| head(message)).collect();
    let (mut all, mut wrong) = (String::new(), String::new());
    for mistake in mistakes {
        assert_eq!(spec.matches(mistake.from).count(), 1, "{}", mistake.what);
        let text = spec.replace(mistake.from, mistake.into);
        let _ = write!(all, "=== {}\n\n", mistake.what);
        let mut places = Vec::new();
        for (message, place) in told(&text) {
            if !before.contains(&head(&message)) {
                let shown = message.split_once('\n').map_or("", |(_, shown)| shown);
                all.push_str(shown);
                all.push_str("\n\n");
                let helps =
                    shown.contains("= help: ") || shown.contains("did you mean") || shown.contains('^');
                assert!(helps, "{}: nothing to do is said:\n{shown}", mistake.what);
                places.push(place);
            }
        }
        let expected = (mistake.code.to_owned(), mistake.at.0, mistake.at.1);
        if !places.contains(&expected) {
            let _ = writeln!(wrong, "{}: {expected:?} is not among {places:?}", mistake.what);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    all
}

/// What is found: code and message on a line, then as it is shown; and its place.
fn told(text: &str) -> Vec<(String, (String, u64, u64))> {
    let outcome = Texts::spec(text).compile();
    let json = outcome.report.render(naftiko_codegen::diagnostic::Style::Json);
    let shown = outcome.report.diagnostics().iter().map(|found| {
        format!(
            "{} {}\n{}",
            found.code(),
            found.message(),
            outcome.report.render_one(found)
        )
    });
    assert!(!findings(&outcome).is_empty());
    shown.zip(json.lines().map(place)).collect()
}

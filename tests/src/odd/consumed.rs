//! Random consumed APIs: parameters, bodies, authentication, outputs.

use std::fmt::Write as _;

use super::words::{JSON_PATHS, METHODS, NAMES, PATHS, PLACES, TYPES};
use super::{Odd, quoted};

/// Authentication types with their keys.
const AUTHENTICATIONS: [&str; 24] = [
    "{type: bearer, token: \"{{TOKEN}}\"}",
    "{type: bearer, value: \"a {{env.TOKEN}}\"}",
    "{type: bearer}",
    "{type: basic, username: a, password: \"{{env.P}}\"}",
    "{type: basic}",
    "{type: digest, username: \"{{U}}\"}",
    "{type: digest, username: \"{{U}}\", password: \"\"}",
    "{type: apikey, key: type, value: \"{{K}}\", placement: header}",
    "{type: apikey, key: \"a b\", value: \"{{K}}\", placement: query}",
    "{type: apikey, key: k, value: \"{{K}}\", placement: cookie}",
    "{type: apikey, key: id, value: \"{{K}}\", placement: path}",
    "{type: apikey, key: self, value: \"{{K}}\", placement: body}",
    "{type: apikey, in: header, name: \"名前\", value: x}",
    "{type: apikey, header: X-Key, key: \"{{K}}\"}",
    "{type: apikey, headers: {X-A: \"{{K}}\", X-B: b}}",
    "{type: apiKey, headers: [{key: X-A, value: \"{{K}}\"}]}",
    "{type: query, parameters: [{name: a, value: \"{{K}}\"}, {name: a, value: b}]}",
    "{type: header, header: X-A, value: \"{{K}}\"}",
    "{type: oauth2, tokenEndpoint: \"https://a.test/t\", clientId: a, clientSecret: \"{{S}}\", scopes: [x]}",
    "{type: oauth2, tokenEndpoint: \"https://a.test/t\", clientId: a, grantType: refresh-token, refreshToken: \"{{R}}\", bodyEncoding: json, credentialPlacement: basic, parameters: {a: \"{{R}}\"}, tokenField: $.a.b}",
    "{type: oauth2, authorizationServerUri: \"https://a.test\", resource: \"https://b.test\", scopes: [a, b]}",
    "{type: oauth1, consumerKey: a}",
    "{type: aws-sig-v4, region: x}",
    "{type: hmac, apiId: \"{{K}}\"}",
];

const FORMATS: [&str; 10] = [
    "json", "xml", "csv", "tsv", "psv", "yaml", "html", "markdown", "binary", "text",
];
const BASES: [&str; 9] = [
    "https://a.test",
    "https://{{HOST}}/v1",
    "https://{host}.test/{version}",
    "",
    "{{env.BASE}}",
    "${BASE}/x",
    "http://localhost:1",
    "a.test",
    "ftp://a.test",
];

impl Odd {
    fn parameter(&mut self, consumed: bool) -> String {
        let mut body = String::new();
        self.maybe(&mut body, 95, "in", |odd| odd.pick(&PLACES).to_owned());
        self.maybe(&mut body, 60, "type", |odd| odd.quote(&TYPES));
        self.maybe(&mut body, 40, "required", |odd| odd.chance(50).to_string());
        self.maybe(&mut body, 40, "description", |odd| odd.quote(&NAMES));
        let value = if consumed { 15 } else { 5 };
        self.maybe(&mut body, value, "value", |odd| {
            if odd.chance(90) { odd.text() } else { odd.json(2) }
        });
        self.maybe(&mut body, 5, "enum", |_| {
            let words: Vec<String> = (0..300).map(|number| format!("w{number}")).collect();
            format!("[{}]", words.join(", "))
        });
        body
    }

    pub(super) fn parameters(&mut self, body: &mut String, consumed: bool) {
        self.maybe(body, 70, "inputParameters", |odd| {
            odd.named(4, |odd, name| {
                let known = NAMES.iter().copied().find(|known| *known == name);
                odd.known.extend(known.filter(|_| consumed));
                odd.parameter(consumed)
            })
        });
    }

    fn part(&mut self) -> String {
        let mut part = format!("name: {}, value: {}", self.quote(&NAMES), self.json(2));
        for (key, value) in [
            ("filename", self.text()),
            (
                "contentType",
                self.quote(&[
                    "image/png",
                    "application/json",
                    "text/plain",
                    "application/xml",
                    "x",
                ]),
            ),
        ] {
            if self.chance(35) {
                let _ = write!(part, ", {key}: {value}");
            }
        }
        format!("{{{part}}}")
    }

    fn body(&mut self) -> String {
        const KINDS: [&str; 13] = [
            "json",
            "text",
            "xml",
            "sparql",
            "formUrlEncoded",
            "multipartForm",
            "form",
            "multipart",
            "graphql",
            "text/csv",
            "yaml",
            "binary",
            "application/xml",
        ];
        if self.chance(15) {
            return self.text();
        }
        let kind = self.pick(&KINDS);
        let data = match kind {
            _ if self.chance(3) => self.json(3),
            "json" => self.json(3),
            "multipartForm" | "multipart" => {
                let parts: Vec<String> = (0..self.numbers.below(4)).map(|_| self.part()).collect();
                format!("[{}]", parts.join(", "))
            }
            "formUrlEncoded" | "form" => self.with(),
            _ => self.text(),
        };
        match self.numbers.below(10) {
            0 => format!("{{type: {kind}}}"),
            1 => data,
            _ => format!("{{type: {kind}, data: {data}}}"),
        }
    }

    pub(super) fn api(&mut self) -> String {
        let namespace = match self.pick(&NAMES) {
            name if name.trim().is_empty() => "a",
            name => name,
        };
        let mut api = format!("type: http, namespace: {}, ", quoted(namespace));
        self.maybe(&mut api, 95, "baseUri", |odd| odd.quote(&BASES));
        self.maybe(&mut api, 60, "authentication", Self::authentication);
        self.parameters(&mut api, true);
        self.maybe(&mut api, 10, "tunnel", |_| {
            "{type: ziti, service: s, identity: \"{{env.TOKEN}}\"}".to_owned()
        });
        let resources = self.named(3, |odd, _| {
            let mut resource = format!("path: {}, ", odd.quote(&PATHS));
            odd.described(&mut resource);
            odd.parameters(&mut resource, true);
            let operations = odd.named(4, |odd, name| {
                odd.calls.push(format!("{namespace}.{name}"));
                let mut operation = format!("method: {}, ", odd.pick(&METHODS));
                odd.described(&mut operation);
                odd.parameters(&mut operation, true);
                odd.maybe(&mut operation, 40, "body", Self::body);
                odd.maybe(&mut operation, 25, "outputRawFormat", |odd| {
                    odd.pick(&FORMATS).to_owned()
                });
                odd.maybe(&mut operation, 10, "outputSchema", |_| "a.b".to_owned());
                odd.maybe(&mut operation, 10, "path", |odd| odd.quote(&PATHS));
                odd.maybe(&mut operation, 10, "outputMediaType", |_| "image/png".to_owned());
                odd.maybe(&mut operation, 10, "maxBinarySize", |_| "2.5MiB".to_owned());
                odd.maybe(&mut operation, 50, "outputParameters", |odd| {
                    odd.named(4, |odd, _| {
                        format!("type: {}, value: {}", odd.quote(&TYPES), odd.quote(&JSON_PATHS))
                    })
                });
                operation
            });
            let _ = write!(resource, "operations: {operations}");
            resource
        });
        let _ = write!(api, "resources: {resources}");
        api
    }

    pub(super) fn authentication(&mut self) -> String {
        let call = self.call();
        if self.chance(3) {
            let with = self.with();
            let placement = self.pick(&["bearer", "header", "query"]);
            return format!(
                "{{type: custom-token, acquire: {{call: {call}, with: {with}, tokenField: $.t}}, placement: {placement}, headerName: X-T, paramName: t}}"
            );
        }
        self.pick(&AUTHENTICATIONS).to_owned()
    }
}

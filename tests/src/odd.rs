//! Specs made of odd parts: every key of the format, both dialects, names and types that nobody would choose.

use std::fmt::Write as _;

use crate::hostile::Numbers;

/// Names: keywords, names of the prelude and of generated code, of other scripts, of digits, of nothing.
const NAMES: [&str; 97] = [
    "type",
    "ref",
    "match",
    "async",
    "await",
    "move",
    "box",
    "self",
    "Self",
    "super",
    "crate",
    "dyn",
    "try",
    "gen",
    "union",
    "r#type",
    "_",
    "__",
    "",
    " ",
    "1st",
    "2020",
    "3",
    "名前",
    "é",
    "ß",
    "a-b",
    "a_b",
    "aB",
    "A-B",
    "a.b",
    "a..b",
    "$filter",
    "page[size]",
    "names[]",
    "with space",
    "client",
    "Client",
    "types",
    "rest",
    "mcp",
    "tools",
    "Tools",
    "Capability",
    "capability",
    "Builder",
    "builder",
    "build",
    "serve",
    "http",
    "new",
    "default",
    "clone",
    "into",
    "from",
    "input",
    "params",
    "value",
    "Value",
    "error",
    "Error",
    "response",
    "send",
    "Json",
    "Router",
    "State",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "String",
    "str",
    "Vec",
    "Box",
    "i64",
    "f64",
    "bool",
    "std",
    "core",
    "naftiko",
    "serde",
    "json",
    "main",
    "fmt",
    "Debug",
    "drop",
    "routes",
    "router",
    "server",
    "call",
    "get",
    "list",
    "naïve-café",
    "a-name-that-is-so-very-long-that-no-client-of-any-protocol-would-ever-accept-it-without-complaint",
    "x",
];

const TYPES: [&str; 14] = [
    "string", "integer", "number", "boolean", "array", "object", "file", "str", "int", "float", "list",
    "any", "String", "",
];

const PLACES: [&str; 7] = [
    "query",
    "header",
    "path",
    "cookie",
    "body",
    "formData",
    "environment",
];

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const PATHS: [&str; 12] = [
    "/a",
    "/a/{id}",
    "/a/{{id}}/b/{type}",
    "a",
    "/",
    "",
    "/a?x=1&y={y}",
    "/a#Action",
    "/a/{id}:run",
    "/a({id})",
    "/{a}{b}",
    "/{with space}/{$x}",
];

const VALUES: [&str; 14] = [
    "text",
    "7",
    "{{x}}",
    "a {{x}} b {{type}}",
    "env.SIZE",
    "{{SIZE}}",
    "{{env.TOKEN}}",
    "m.id",
    "tools.type",
    "rest.id",
    "$.a.b",
    "{{",
    "",
    "é{{名前}}",
];

const JSON_PATHS: [&str; 9] = [
    "$",
    "$.",
    "$.a",
    "$.a.b[0].c",
    "$.a[*].b",
    "$['a b'].c",
    "$..d",
    "$.type",
    "$.self.Self",
];

/// Makes one spec after another.
#[derive(Debug)]
pub struct Odd {
    numbers: Numbers,
    /// Whether named things are maps.
    maps: bool,
    /// `namespace.operation` of what is consumed.
    calls: Vec<String>,
}

/// Some specs; the same ones for the same seed.
pub fn specs(count: usize, seed: u64) -> Vec<String> {
    let mut odd = Odd {
        numbers: Numbers::new(seed),
        maps: false,
        calls: Vec::new(),
    };
    (0..count).map(|_| odd.spec()).collect()
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Odd {
    fn pick(&mut self, items: &[&'static str]) -> &'static str {
        let index = self.numbers.below(items.len());
        items.get(index).copied().unwrap_or_default()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.numbers.below(100) < percent
    }

    fn quote(&mut self, items: &[&'static str]) -> String {
        quoted(self.pick(items))
    }

    /// A key with a value, most of the time.
    fn maybe(
        &mut self,
        body: &mut String,
        percent: usize,
        key: &str,
        value: impl FnOnce(&mut Self) -> String,
    ) {
        if self.chance(percent) {
            let value = value(self);
            let _ = write!(body, "{key}: {value}, ");
        }
    }

    /// A collection of named things in the form of the dialect, rarely in the other.
    fn named(&mut self, most: usize, item: impl Fn(&mut Self, &str) -> String) -> String {
        let maps = self.maps != self.chance(4);
        let mut names: Vec<&str> = Vec::new();
        let mut items = Vec::new();
        for _ in 0..self.numbers.below(most + 1) {
            let name = self.pick(&NAMES);
            if maps && names.contains(&name) {
                continue;
            }
            names.push(name);
            let body = item(self, name);
            items.push(if maps {
                format!("{}: {{{body}}}", quoted(name))
            } else {
                format!("{{name: {}, {body}}}", quoted(name))
            });
        }
        let (open, close) = if maps { ("{", "}") } else { ("[", "]") };
        format!("{open}{}{close}", items.join(", "))
    }

    fn described(&mut self, body: &mut String) {
        let display = if self.maps { "display" } else { "label" };
        self.maybe(body, 30, display, |odd| odd.quote(&NAMES));
        self.maybe(body, 70, "description", |odd| odd.quote(&NAMES));
        self.maybe(body, 10, "tags", |_| "[a, b]".to_owned());
    }

    fn parameter(&mut self, consumed: bool) -> String {
        let mut body = String::new();
        self.maybe(&mut body, 95, "in", |odd| odd.pick(&PLACES).to_owned());
        self.maybe(&mut body, 60, "type", |odd| odd.quote(&TYPES));
        self.maybe(&mut body, 40, "required", |odd| odd.chance(50).to_string());
        self.maybe(&mut body, 40, "description", |odd| odd.quote(&NAMES));
        let value = if consumed { 15 } else { 5 };
        self.maybe(&mut body, value, "value", |odd| odd.quote(&VALUES));
        self.maybe(&mut body, 5, "enum", |_| {
            let words: Vec<String> = (0..300).map(|number| format!("w{number}")).collect();
            format!("[{}]", words.join(", "))
        });
        body
    }

    fn parameters(&mut self, body: &mut String, consumed: bool) {
        self.maybe(body, 70, "inputParameters", |odd| {
            odd.named(4, |odd, _| odd.parameter(consumed))
        });
    }

    fn json(&mut self, depth: usize) -> String {
        match self.numbers.below(if depth == 0 { 4 } else { 6 }) {
            0 => self.quote(&VALUES),
            1 => "7".to_owned(),
            2 => "true".to_owned(),
            3 => "null".to_owned(),
            4 => format!("[{}, {}]", self.json(depth - 1), self.json(depth - 1)),
            _ => {
                let (first, second) = (self.pick(&NAMES), self.pick(&NAMES));
                let value = self.json(depth - 1);
                if first == second {
                    format!("{{{}: {value}}}", quoted(first))
                } else {
                    format!(
                        "{{{}: {value}, {}: {}}}",
                        quoted(first),
                        quoted(second),
                        self.json(depth - 1)
                    )
                }
            }
        }
    }

    fn body(&mut self) -> String {
        const KINDS: [&str; 10] = [
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
        ];
        if self.chance(15) {
            return self.quote(&VALUES);
        }
        let kind = self.pick(&KINDS);
        let data = match self.numbers.below(4) {
            0 => self.quote(&VALUES),
            1 => format!(
                "[{{name: {}, value: {}, filename: a}}]",
                self.quote(&NAMES),
                self.quote(&VALUES)
            ),
            _ => self.json(3),
        };
        match self.numbers.below(10) {
            0 => format!("{{type: {kind}}}"),
            1 => data,
            _ => format!("{{type: {kind}, data: {data}}}"),
        }
    }

    fn consumed(&mut self, namespace: &str) -> String {
        const FORMATS: [&str; 12] = [
            "json", "xml", "avro", "protobuf", "csv", "tsv", "psv", "yaml", "html", "markdown", "binary",
            "text",
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
        let mut api = format!("type: http, namespace: {}, ", quoted(namespace));
        self.maybe(&mut api, 95, "baseUri", |odd| odd.quote(&BASES));
        self.maybe(&mut api, 60, "authentication", Self::authentication);
        self.parameters(&mut api, true);
        let resources = self.named(3, |odd, _| {
            let mut resource = format!("path: {}, ", odd.quote(&PATHS));
            odd.described(&mut resource);
            odd.parameters(&mut resource, true);
            let operations = odd.named(4, |odd, _| {
                let mut operation = format!("method: {}, ", odd.pick(&METHODS));
                odd.described(&mut operation);
                odd.parameters(&mut operation, true);
                odd.maybe(&mut operation, 40, "body", Self::body);
                odd.maybe(&mut operation, 25, "outputRawFormat", |odd| {
                    odd.pick(&FORMATS).to_owned()
                });
                odd.maybe(&mut operation, 10, "outputSchema", |_| "a.b".to_owned());
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

    fn authentication(&mut self) -> String {
        const KINDS: [&str; 12] = [
            "{type: bearer, token: \"{{TOKEN}}\"}",
            "{type: bearer}",
            "{type: basic, username: a, password: \"{{env.P}}\"}",
            "{type: digest, username: \"{{U}}\"}",
            "{type: apikey, key: type, value: \"{{K}}\", placement: header}",
            "{type: apikey, key: \"a b\", value: \"{{K}}\", placement: query}",
            "{type: apikey, key: k, value: \"{{K}}\", placement: cookie}",
            "{type: apikey, key: id, value: \"{{K}}\", placement: path}",
            "{type: apikey, key: self, value: \"{{K}}\", placement: body}",
            "{type: oauth2, tokenEndpoint: \"https://a.test/t\", clientId: a, clientSecret: \"{{S}}\", scopes: [x]}",
            "{type: oauth1, consumerKey: a}",
            "{type: custom-token}",
        ];
        self.pick(&KINDS).to_owned()
    }

    fn output(&mut self, depth: usize) -> String {
        let kind = self.numbers.below(if depth == 0 { 2 } else { 4 });
        let source = if self.chance(85) { "mapping" } else { "value" };
        let path = self.quote(&JSON_PATHS);
        match kind {
            2 => {
                let items = self.output(depth - 1);
                format!("type: array, mapping: {path}, items: {{{items}}}")
            }
            3 => {
                let mut fields: Vec<String> = Vec::new();
                let mut names = Vec::new();
                for _ in 0..=self.numbers.below(4) {
                    let name = self.pick(&NAMES);
                    if !names.contains(&name) {
                        names.push(name);
                        fields.push(format!("{}: {{{}}}", quoted(name), self.output(depth - 1)));
                    }
                }
                format!("type: object, properties: {{{}}}", fields.join(", "))
            }
            _ => format!("type: {}, {source}: {path}", self.quote(&TYPES)),
        }
    }

    fn with(&mut self) -> String {
        let mut pairs: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for _ in 0..self.numbers.below(4) {
            let name = self.pick(&NAMES);
            if !names.contains(&name) {
                names.push(name);
                let value = if self.chance(85) {
                    self.quote(&VALUES)
                } else {
                    self.json(2)
                };
                pairs.push(format!("{}: {value}", quoted(name)));
            }
        }
        format!("{{{}}}", pairs.join(", "))
    }

    fn call(&mut self) -> String {
        let index = self.numbers.below(self.calls.len());
        let known = self.calls.get(index).cloned().unwrap_or_default();
        quoted(if self.chance(90) { &known } else { "no.such" })
    }

    /// What an operation or tool does.
    fn action(&mut self, body: &mut String) {
        match self.numbers.below(10) {
            0 => {
                let _ = write!(
                    body,
                    "outputParameters: {}, ",
                    self.named(3, |odd, _| format!("type: string, value: {}", odd.quote(&VALUES)))
                );
            }
            1 => {
                let call = self.call();
                let _ = write!(
                    body,
                    "steps: {}, ",
                    self.named(3, move |odd, _| format!(
                        "type: call, call: {call}, with: {}",
                        odd.with()
                    ))
                );
                self.maybe(body, 50, "mappings", |_| {
                    "[{target: a.b, value: $.x.y}]".to_owned()
                });
            }
            2 => body.push_str("ref: desk.flow, "),
            _ => {
                let call = self.call();
                let _ = write!(body, "call: {call}, ");
                self.maybe(body, 60, "with", Self::with);
                self.maybe(body, 70, "outputParameters", |odd| {
                    let depth = odd.numbers.below(5);
                    format!("[{{{}}}]", odd.output(depth))
                });
            }
        }
    }

    fn rest(&mut self) -> String {
        let resources = self.named(5, |odd, _| {
            let mut resource = format!("path: {}, ", odd.quote(&PATHS));
            odd.described(&mut resource);
            odd.parameters(&mut resource, false);
            odd.maybe(&mut resource, 10, "forward", |_| {
                "{targetNamespace: a, trustedHeaders: [Accept]}".to_owned()
            });
            let operations = odd.named(3, |odd, _| {
                let mut operation = format!("method: {}, ", odd.pick(&METHODS));
                odd.described(&mut operation);
                odd.parameters(&mut operation, false);
                odd.action(&mut operation);
                operation
            });
            let _ = write!(resource, "operations: {operations}");
            resource
        });
        format!("type: rest, namespace: r, port: 8080, resources: {resources}")
    }

    fn mcp(&mut self, namespace: &str) -> String {
        let tools = self.named(6, |odd, _| {
            let mut tool = String::new();
            odd.described(&mut tool);
            odd.parameters(&mut tool, false);
            odd.action(&mut tool);
            odd.maybe(&mut tool, 40, "hints", |odd| {
                format!(
                    "{{readOnly: {}, destructive: {}}}",
                    odd.chance(50),
                    odd.chance(50)
                )
            });
            tool
        });
        let mut adapter = format!(
            "type: mcp, namespace: {}, port: 9090, tools: {tools}, ",
            quoted(namespace)
        );
        self.maybe(&mut adapter, 30, "authentication", Self::authentication);
        self.maybe(&mut adapter, 40, "resources", |odd| {
            odd.named(3, |odd, _| {
                let mut resource = format!("uri: \"a://{}/{{id}}\", ", odd.numbers.below(9));
                odd.described(&mut resource);
                odd.maybe(&mut resource, 50, "mimeType", |_| "text/plain".to_owned());
                let call = odd.call();
                let _ = write!(resource, "call: {call}");
                resource
            })
        });
        self.maybe(&mut adapter, 40, "prompts", |odd| {
            odd.named(3, |odd, _| {
                let arguments = odd.named(3, |odd, _| {
                    let mut argument = String::new();
                    odd.described(&mut argument);
                    argument
                });
                format!(
                    "description: P, arguments: {arguments}, template: [{{role: user, content: {}}}]",
                    odd.quote(&VALUES)
                )
            })
        });
        adapter
    }

    fn spec(&mut self) -> String {
        self.maps = self.chance(50);
        let (marker, display) = if self.maps {
            ("ikanos: 1.0.0-beta5", "display")
        } else {
            ("naftiko: 1.0.0-alpha2", "label")
        };
        let spaces: Vec<&str> = (0..=self.numbers.below(3)).map(|_| self.pick(&NAMES)).collect();
        let spaces: Vec<&str> = spaces
            .into_iter()
            .map(|name| if name.trim().is_empty() { "a" } else { name })
            .collect();
        let apis: Vec<String> = spaces.iter().map(|namespace| self.consumed(namespace)).collect();
        self.calls = (0..12)
            .map(|_| {
                let index = self.numbers.below(spaces.len());
                format!(
                    "{}.{}",
                    spaces.get(index).copied().unwrap_or_default(),
                    self.pick(&NAMES)
                )
            })
            .collect();
        let flows = if self.maps { "flows" } else { "functions" };
        let call = self.call();
        let mut capability = String::new();
        let _ = writeln!(capability, "{marker}\ninfo: {{{display}: Odd, description: Odd}}");
        capability.push_str(
            "binds: [{namespace: env, keys: {TOKEN: TOKEN, SIZE: size}}]\ncapability:\n  consumes:\n",
        );
        for api in &apis {
            let _ = writeln!(capability, "  - {{{api}}}");
        }
        let flow = if self.maps {
            format!("{{flow: {{description: F, call: {call}}}}}")
        } else {
            format!("[{{name: flow, description: F, call: {call}}}]")
        };
        let _ = writeln!(
            capability,
            "  aggregates: [{{{display}: Desk, namespace: desk, {flows}: {flow}}}]"
        );
        let (rest, mcp, other) = (self.rest(), self.mcp("m"), self.mcp("type"));
        let _ = writeln!(capability, "  exposes:\n  - {{{rest}}}\n  - {{{mcp}}}");
        if self.chance(20) {
            let _ = writeln!(capability, "  - {{{other}}}");
        }
        if self.chance(20) {
            capability.push_str("  - {type: control, port: 3004, management: {health: true}}\n");
        }
        capability
    }
}

//! Random adapters: inputs, calls and outputs.

use std::fmt::Write as _;

use super::words::{METHODS, PATHS};
use super::{Odd, quoted};

impl Odd {
    pub(super) fn with(&mut self) -> String {
        let mut pairs: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for _ in 0..self.numbers.below(4) {
            let name = self.name();
            if !names.contains(&name) {
                names.push(name);
                let value = if self.chance(85) {
                    self.text()
                } else {
                    self.json(2)
                };
                pairs.push(format!("{}: {value}", quoted(name)));
            }
        }
        format!("{{{}}}", pairs.join(", "))
    }

    pub(super) fn call(&mut self) -> String {
        let index = self.numbers.below(self.calls.len());
        let known = self.calls.get(index).cloned().unwrap_or_default();
        quoted(if self.chance(90) { &known } else { "no.such" })
    }

    /// Writes the action of an operation or tool.
    pub(super) fn action(&mut self, body: &mut String) {
        match self.numbers.below(10) {
            0 => {
                let _ = write!(
                    body,
                    "outputParameters: {}, ",
                    self.named(3, |odd, _| format!("type: string, value: {}", odd.text()))
                );
            }
            1 => self.steps(body),
            2 => {
                let flow = self.pick(&["flow", "mock", "none", "steps"]);
                let _ = write!(body, "ref: desk.{flow}, ");
                self.maybe(body, 40, "with", Self::with);
            }
            3 if self.chance(50) => {}
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
                odd.maybe(&mut operation, 10, "responseBinary", |_| {
                    "{mediaType: image/png}".to_owned()
                });
                odd.maybe(&mut operation, 10, "responses", |_| {
                    "{\"200\": {description: Ok, content: {application/json: {}}}}".to_owned()
                });
                operation
            });
            let _ = write!(resource, "operations: {operations}");
            resource
        });
        let mut adapter = String::from("type: rest, namespace: r, ");
        self.described(&mut adapter);
        self.maybe(&mut adapter, 90, "port", |odd| {
            odd.pick(&["8080", "1", "\"8081\"", "9090"]).to_owned()
        });
        self.maybe(&mut adapter, 20, "address", |odd| {
            odd.quote(&["localhost", "::1", "0.0.0.0", "a b"])
        });
        self.maybe(&mut adapter, 30, "authentication", Self::authentication);
        self.maybe(&mut adapter, 95, "resources", |_| resources);
        adapter
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
        let mut adapter = format!("type: mcp, namespace: {}, ", quoted(namespace));
        if self.chance(80) {
            adapter.push_str("port: 9090, ");
        } else {
            adapter.push_str("transport: stdio, ");
        }
        self.described(&mut adapter);
        self.maybe(&mut adapter, 95, "tools", |_| tools);
        self.maybe(&mut adapter, 20, "ttlMs", |_| {
            "60000, cacheScope: private".to_owned()
        });
        self.maybe(&mut adapter, 30, "authentication", Self::authentication);
        self.maybe(&mut adapter, 40, "resources", |odd| {
            odd.named(3, |odd, _| {
                let name = odd.name();
                let uri = format!("a://{}/{{id}}/{{{name}}}", odd.numbers.below(9));
                let mut resource = format!("uri: {}, ", quoted(&uri));
                odd.described(&mut resource);
                odd.maybe(&mut resource, 50, "mimeType", |_| "text/plain".to_owned());
                let call = odd.call();
                let _ = write!(resource, "call: {call}, ");
                odd.maybe(&mut resource, 60, "with", Self::with);
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
                    "description: P, arguments: {arguments}, template: [{{role: {}, content: {}}}]",
                    odd.pick(&["user", "assistant", "system"]),
                    odd.text()
                )
            })
        });
        adapter
    }

    pub(super) fn exposes(&mut self) -> Vec<String> {
        let mut adapters = Vec::new();
        if self.chance(85) {
            adapters.push(self.rest());
        }
        if self.chance(85) {
            adapters.push(self.mcp("m"));
        }
        if self.chance(15) {
            adapters.push(self.mcp("type"));
        }
        adapters.extend(self.chance(15).then(|| self.skill()));
        adapters.extend(self.chance(15).then(|| self.control()));
        adapters
    }
}

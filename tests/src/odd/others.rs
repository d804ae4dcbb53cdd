//! Random steps, aggregates, skills and control adapters.

use std::fmt::Write as _;

use super::Odd;
use super::words::NAMES;

impl Odd {
    pub(super) fn steps(&mut self, body: &mut String) {
        let call = self.call();
        let steps = self.named(4, move |odd, _| match odd.numbers.below(3) {
            0 => format!("type: call, call: {call}, with: {}", odd.with()),
            1 => format!(
                "type: lookup, index: {}, match: id, lookupValue: {}, outputParameters: [a]",
                odd.quote(&NAMES),
                odd.text()
            ),
            _ => "type: script, language: python, file: a.py".to_owned(),
        });
        let target = if self.maps { "target" } else { "targetName" };
        let _ = write!(body, "steps: {steps}, ");
        self.maybe(body, 50, "mappings", |odd| {
            format!(
                "[{{{target}: a.b, value: {}}}]",
                odd.quote(&["$.x.y", "$.type", "x", "$"])
            )
        });
        self.maybe(body, 50, "outputParameters", |odd| {
            odd.named(3, |odd, _| {
                odd.pick(&[
                    "type: string",
                    "type: array, items: {a: {type: string}}",
                    "type: object, properties: {type: {type: number}}",
                ])
                .to_owned()
            })
        });
    }

    pub(super) fn aggregates(&mut self, display: &str) -> Vec<String> {
        if self.chance(30) {
            return Vec::new();
        }
        let key = if self.maps { "flows" } else { "functions" };
        let mut flows = Vec::new();
        for name in ["flow", "mock", "steps"] {
            let mut flow = String::from("description: F, ");
            self.maybe(&mut flow, 40, "semantics", |_| {
                "{safe: true, idempotent: true}".to_owned()
            });
            self.parameters(&mut flow, false);
            match name {
                "flow" => {
                    let call = self.call();
                    let _ = write!(flow, "call: {call}, ");
                    self.maybe(&mut flow, 60, "with", Self::with);
                }
                "mock" => flow.push_str("outputParameters: [{name: a, type: string, value: b}], "),
                _ => self.steps(&mut flow),
            }
            flows.push(if self.maps {
                format!("{name}: {{{flow}}}")
            } else {
                format!("{{name: {name}, {flow}}}")
            });
        }
        let (open, close) = if self.maps { ("{", "}") } else { ("[", "]") };
        vec![format!(
            "{display}: Desk, namespace: desk, {key}: {open}{}{close}",
            flows.join(", ")
        )]
    }

    pub(super) fn skill(&mut self) -> String {
        let skills = self.named(2, |odd, _| {
            let mut skill = String::new();
            odd.described(&mut skill);
            let tools = odd.named(2, |odd, _| {
                odd.pick(&[
                    "description: T, from: {sourceNamespace: m, action: type}",
                    "description: T, instruction: a.md",
                ])
                .to_owned()
            });
            let _ = write!(skill, "tools: {tools}");
            skill
        });
        format!("type: skill, namespace: skills, port: 3003, skills: {skills}")
    }

    pub(super) fn control(&mut self) -> String {
        let health = self.chance(50);
        format!("type: control, port: 3004, management: {{health: {health}, logs: true}}")
    }
}

//! Diagnostics about undeclared inputs, unused inputs and parameters without a value.

use std::collections::HashSet;

use super::{Surface, Wiring};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::{Argument, Source};
use crate::resolve::request::{self, Request};
use crate::source::Span;
use crate::spec::Parameter;

impl Wiring<'_> {
    /// Reports an undeclared input. A misspelt one has its own diagnostic; the others are reported once per file.
    pub(super) fn report_undeclared(&mut self, name: &str, span: Span) {
        let message = format!("undeclared input `{name}`; its type comes from the called operation");
        let diagnostic = Diagnostic::new(codes::INPUT_INFERRED, span, message);
        let declared = self.inputs.iter().filter(|input| input.span.is_some());
        let declared = declared.map(|input| input.name.as_str());
        match self.diagnostics.nearest(name, declared) {
            Some(near) => {
                let help = format!("a similar name exists: `{near}`");
                self.diagnostics.push_once(diagnostic.help(help));
            }
            None => self
                .diagnostics
                .push_alike(diagnostic.help(format!("add `{name}` to `inputParameters`"))),
        }
    }

    /// Reports a required parameter without a value from `with` or from an input with its name.
    pub(super) fn report_unfed(&mut self, call: Option<Span>, target: &request::Input, id: &str) {
        let Some(call) = call else { return };
        let name = &target.name;
        let problem = format!("no value for the required parameter `{name}` of `{id}`");
        let (message, help) = match self.surface {
            Surface::Resource => (
                format!("{problem}; the MCP resource cannot be read"),
                format!("add `{name}: …` to `with`, or `{{{name}}}` to the URI"),
            ),
            Surface::Rest { .. } | Surface::Mcp => (
                format!("{problem}; callers must pass `{name}`"),
                format!("add `{name}: …` to `with`, or declare an input `{name}`"),
            ),
        };
        let diagnostic = Diagnostic::new(codes::INPUT_UNFED, call, message).help(help);
        self.diagnostics.push_alike(diagnostic);
    }

    /// Reports a parameter with the name of a step, whose output the official engine passes.
    pub(super) fn report_named_as_step(&mut self, call: Option<Span>, name: &str, id: &str) {
        let Some(call) = call else { return };
        let message =
            format!("the output of step `{name}` is not passed to the parameter `{name}` of `{id}`");
        let help = format!("write `with: {{{name}: \"{{{{{name}}}}}\"}}`, or another value");
        self.diagnostics
            .push_once(Diagnostic::new(codes::STEP_AS_PARAMETER, call, message).help(help));
    }

    /// Reports inputs and constants of the operation itself that are not used.
    pub(super) fn report_unused(
        &mut self,
        own: &[&Parameter],
        arguments: &[Argument],
        id: &str,
        request: &Request,
    ) {
        let own: HashSet<Span> = own.iter().map(|parameter| parameter.span).collect();
        let used: HashSet<usize> = arguments.iter().flat_map(Argument::inputs).collect();
        let targets: HashSet<&str> = request.inputs.iter().map(|target| target.name.as_str()).collect();
        for (index, input) in self.inputs.iter().enumerate() {
            let Some(span) = input.span else { continue };
            if !own.contains(&span) || matches!(input.source, Source::Path(_)) || used.contains(&index) {
                continue;
            }
            let message = format!("unused input `{}`", input.name);
            let free = request.inputs.iter().zip(arguments);
            let free = free.filter(|(_, argument)| **argument == Argument::Absent);
            let near = self
                .diagnostics
                .nearest(&input.name, free.map(|(target, _)| target.name.as_str()));
            let help = match near {
                Some(near) => format!(
                    "rename it to `{near}`, or add `{near}: {}.{}` to `with`",
                    self.namespace, input.name
                ),
                None if targets.contains(input.name.as_str()) => {
                    format!(
                        "write `{}: {}.{}` in `with`, which has another value, or remove the input",
                        input.name, self.namespace, input.name
                    )
                }
                None => format!("use it in `with`, or remove it; `{id}` has no parameter with its name"),
            };
            self.diagnostics
                .push_once(Diagnostic::new(codes::INPUT_UNUSED, span, message).help(help));
        }
        self.report_unused_constants(&own);
    }

    /// Reports inputs and constants of an operation with steps that no step uses.
    pub(in crate::resolve) fn report_unused_in_steps(&mut self, own: &[&Parameter], used: &HashSet<usize>) {
        let own: HashSet<Span> = own.iter().map(|parameter| parameter.span).collect();
        for (index, input) in self.inputs.iter().enumerate() {
            let Some(span) = input.span.filter(|span| own.contains(span)) else {
                continue;
            };
            if !matches!(input.source, Source::Path(_)) && !used.contains(&index) {
                let message = format!("unused input `{}`", input.name);
                let help = "use it in `with` of a step, or remove it";
                self.diagnostics
                    .push_once(Diagnostic::new(codes::INPUT_UNUSED, span, message).help(help));
            }
        }
        self.report_unused_constants(&own);
    }

    fn report_unused_constants(&mut self, own: &HashSet<Span>) {
        let constants = self.constants.iter();
        for constant in constants.filter(|constant| own.contains(&constant.span) && !constant.used) {
            let message = format!("unused input `{}`", constant.name);
            let help = "rename it to its parameter's name, or use it in `with`";
            self.diagnostics
                .push_once(Diagnostic::new(codes::INPUT_UNUSED, constant.span, message).help(help));
        }
    }
}

/// Returns the diagnostic of an undeclared input in a template.
pub(super) fn unknown<'a>(
    name: &str,
    declared: impl Iterator<Item = &'a str>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Diagnostic {
    let message = format!("undeclared input `{name}` in a template; no value takes its place");
    let help = match diagnostics.nearest(name, declared) {
        Some(near) => format!("a similar name exists: `{near}`"),
        None => format!("add `{name}` to `inputParameters`"),
    };
    Diagnostic::new(codes::TEXT_INPUT_UNKNOWN, span, message).help(help)
}

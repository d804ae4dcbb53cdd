//! The control adapter: what it shows, and what a compiled program cannot do.

use super::Exposing;
use crate::diagnostic::{Diagnostic, codes};
use crate::model::Traces;
use crate::resolve::authentication::GuardScheme;
use crate::source::{Span, Spanned};
use crate::spec::{ControlAdapter, Management, Observability};

/// The number of traces that are kept by default.
const TRACES: u64 = 100;

/// A control adapter that shows something.
pub(in crate::resolve) struct ControlDraft<'a> {
    pub declared: &'a ControlAdapter,
    pub guard: Option<GuardScheme>,
    pub health: bool,
    pub info: bool,
    pub metrics: bool,
    pub traces: Option<Traces>,
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves the control adapter; `None` for one that shows nothing.
    pub(super) fn control(&mut self, declared: &'a ControlAdapter) -> Option<ControlDraft<'a>> {
        self.missing_parts(declared);
        let management = declared.management.as_ref();
        let observability = declared.observability.as_deref();
        let observed = is_on(
            observability.and_then(|observability| observability.enabled),
            true,
        );
        let flag = |key: fn(&Management) -> Option<Spanned<bool>>| management.and_then(key);
        let (health, info) = (
            is_on(flag(|management| management.health), true),
            is_on(flag(|management| management.info), false),
        );
        let local = |key: fn(&Observability) -> Option<Spanned<bool>>| {
            observed && is_on(observability.and_then(key), true)
        };
        let metrics = local(|observability| observability.local_metrics);
        let traces = local(|observability| observability.local_traces).then(|| traces(observability));
        if !health && !info && !metrics && traces.is_none() {
            return None;
        }
        Some(ControlDraft {
            guard: self.guard(&declared.namespace, declared.authentication.as_ref()),
            declared,
            health,
            info,
            metrics,
            traces,
        })
    }

    fn missing_parts(&mut self, declared: &ControlAdapter) {
        let management = declared.management.iter().flat_map(fixed);
        let observability = declared.observability.iter();
        let parts = management.chain(observability.flat_map(|observability| of_the_program(observability)));
        for Missing { key, span, help } in parts {
            let message = format!("`{key}` of a control adapter has no effect; the program is compiled");
            let diagnostic = Diagnostic::new(codes::CONTROL_FIXED, span, message);
            self.diagnostics.push(diagnostic.help(help));
        }
    }
}

fn is_on(flag: Option<Spanned<bool>>, default: bool) -> bool {
    flag.map_or(default, |flag| flag.value)
}

fn traces(observability: Option<&Observability>) -> Traces {
    let kept = observability.and_then(|observability| observability.trace_buffer);
    let share = observability.and_then(|observability| observability.sampling);
    Traces {
        kept: kept.map_or(TRACES, |kept| kept.value),
        share: share.map_or(1.0, |share| share.value),
    }
}

/// A part of a control adapter that a compiled program does not have.
struct Missing {
    key: &'static str,
    span: Span,
    help: &'static str,
}

/// Returns the parts of `management` that change a running program.
fn fixed(management: &Management) -> Vec<Missing> {
    let logs = management.logs.as_ref();
    let scripting = management.scripting.as_ref();
    let flags = [
        ("reload", management.reload),
        ("validate", management.validate),
        ("logs.level-control", logs.and_then(|logs| logs.level_control)),
        ("logs.stream", logs.and_then(|logs| logs.stream)),
        ("scripting", scripting.and_then(|scripting| scripting.enabled)),
    ];
    let on = flags.into_iter().filter_map(|(key, flag)| Some((key, flag?)));
    let mut missing: Vec<Missing> = on
        .filter(|(_, flag)| flag.value)
        .map(|(key, flag)| Missing {
            key,
            span: flag.span,
            help: "generate the code again and restart the program to change it",
        })
        .collect();
    let limits = scripting.map(|scripting| [scripting.timeout, scripting.statement_limit]);
    let limit = limits.into_iter().flatten().flatten().next();
    missing.extend(limit.map(|limit| Missing {
        key: "scripting",
        span: limit.span,
        help: "scripts are code of the program, which sets their limits; remove the key",
    }));
    missing
}

/// Returns the parts of `observability` that are the program's: exporters, and formats of trace headers.
fn of_the_program(observability: &Observability) -> Vec<Missing> {
    let endpoint = observability.otlp_endpoint.as_ref().map(|endpoint| Missing {
        key: "exporters.otlp",
        span: endpoint.span,
        help: "export the spans of the program's `tracing` subscriber, for example with `tracing-opentelemetry`",
    });
    let propagation = observability.propagation.as_ref();
    let propagation = propagation
        .filter(|format| format.value == "b3")
        .map(|format| Missing {
            key: "traces.propagation",
            span: format.span,
            help: "write `propagation: w3c`: traces are read from and sent in `traceparent`",
        });
    endpoint.into_iter().chain(propagation).collect()
}

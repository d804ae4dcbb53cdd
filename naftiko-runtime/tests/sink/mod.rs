//! A sink of all spans and events of every level, of this crate and the ones below, and of text that a test writes.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

#[derive(Clone, Default)]
pub(crate) struct Sink(Arc<Mutex<String>>);

impl Sink {
    pub(crate) fn write(&self, text: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.0.lock().unwrap_or_else(PoisonError::into_inner), "{text}");
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the first lines with a secret, in plain text or in base64 at any offset.
    pub(crate) fn leaks(&self, secret: &str) -> Vec<String> {
        let mut forms = vec![secret.to_owned()];
        for before in 0..3 {
            let encoded = STANDARD.encode(format!("{}{secret}", "-".repeat(before)));
            let whole = encoded.get(4..encoded.len() - 4).unwrap_or_default();
            forms.push(whole.to_owned());
        }
        let text = self.text();
        let leaks = text
            .lines()
            .filter(|line| forms.iter().any(|form| line.contains(form.as_str())));
        leaks.take(5).map(str::to_owned).collect()
    }
}

impl tracing::field::Visit for Sink {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        self.write(format_args!("{field}={value:?}"));
    }
}

impl tracing::Subscriber for Sink {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        self.write(format_args!("span {}", span.metadata().name()));
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

impl log::Log for Sink {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.write(format_args!("{}: {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

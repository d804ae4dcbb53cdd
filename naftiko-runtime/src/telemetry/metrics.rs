//! Counters and durations, and their text in the format of Prometheus (version 0.0.4).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Outcome;
use crate::lock::lock;

/// The upper bounds of the buckets in seconds.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The metrics of a server.
///
/// Their labels are names of the spec, statuses and hosts of APIs, of which there are few: a caller cannot make the text grow.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<RequestKey, Histogram>>,
    steps: Mutex<BTreeMap<StepKey, Histogram>>,
    calls: Mutex<BTreeMap<CallKey, Histogram>>,
}

/// The labels of a request. The operation is empty for a request that no operation handles.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct RequestKey {
    adapter: &'static str,
    operation: Arc<str>,
    outcome: Outcome,
}

/// The labels of a step: its type, and the namespace of the adapter.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct StepKey {
    kind: &'static str,
    namespace: Arc<str>,
}

/// The labels of a call. Without a status, the API did not respond.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
struct CallKey {
    method: String,
    host: String,
    status: Option<u16>,
}

/// Durations in buckets.
#[derive(Debug, Default)]
struct Histogram {
    /// The number of durations in each bucket and in none of those before it; the last one has no bound.
    buckets: [u64; BOUNDS.len() + 1],
    sum: Duration,
}

impl Histogram {
    fn add(&mut self, time: Duration) {
        let seconds = time.as_secs_f64();
        let bucket = BOUNDS.partition_point(|bound| *bound < seconds);
        if let Some(count) = self.buckets.get_mut(bucket) {
            *count += 1;
        }
        self.sum += time;
    }

    fn count(&self) -> u64 {
        self.buckets.iter().sum()
    }
}

impl Metrics {
    pub(super) fn request(
        &self,
        adapter: &'static str,
        operation: Arc<str>,
        outcome: Outcome,
        time: Duration,
    ) {
        let key = RequestKey {
            adapter,
            operation,
            outcome,
        };
        lock(&self.requests).entry(key).or_default().add(time);
    }

    pub(super) fn step(&self, kind: &'static str, namespace: &Arc<str>, time: Duration) {
        let namespace = Arc::clone(namespace);
        let key = StepKey { kind, namespace };
        lock(&self.steps).entry(key).or_default().add(time);
    }

    pub(super) fn call(&self, method: &str, host: &str, status: Option<u16>, time: Duration) {
        let key = CallKey {
            method: method.to_owned(),
            host: host.to_owned(),
            status,
        };
        lock(&self.calls).entry(key).or_default().add(time);
    }

    /// Returns the text of all metrics of a capability.
    pub(crate) fn text(&self, capability: &str) -> String {
        let mut text = Text(String::new());
        self.write_requests(&mut text);
        self.write_steps(&mut text);
        self.write_calls(&mut text);
        text.family(
            "naftiko_capability_active",
            "gauge",
            "Whether the capability is served.",
        );
        text.sample("naftiko_capability_active", &[("capability", capability)], 1);
        text.0
    }

    fn write_requests(&self, text: &mut Text) {
        let requests = lock(&self.requests);
        let labels = |key: &RequestKey| {
            [
                ("adapter_type", key.adapter.to_owned()),
                ("operation_id", key.operation.to_string()),
                ("status", key.outcome.to_string()),
            ]
        };
        let series: Vec<_> = requests.iter().map(|(key, times)| (labels(key), times)).collect();
        text.counters("naftiko_request_total", "Requests of callers.", &series);
        let name = "naftiko_request_duration_seconds";
        text.histograms(name, "Durations of requests of callers.", &series);
        let failed = requests.iter().filter_map(|(key, times)| {
            let [adapter, operation, _] = labels(key);
            let error = ("error_type", key.outcome.error()?.into_owned());
            Some(([adapter, operation, error], times))
        });
        let failed: Vec<_> = failed.collect();
        text.counters(
            "naftiko_request_errors",
            "Requests that failed here or at an API.",
            &failed,
        );
    }

    fn write_steps(&self, text: &mut Text) {
        let steps = lock(&self.steps);
        let labels = |key: &StepKey| {
            [
                ("step_type", key.kind.to_owned()),
                ("namespace", key.namespace.to_string()),
            ]
        };
        let series: Vec<_> = steps.iter().map(|(key, times)| (labels(key), times)).collect();
        text.histograms("naftiko_step_duration_seconds", "Durations of steps.", &series);
    }

    fn write_calls(&self, text: &mut Text) {
        let calls = lock(&self.calls);
        let labels = |key: &CallKey| {
            let status = match key.status {
                Some(status) => ("http_response_status_code", status.to_string()),
                None => ("error_type", "transport".to_owned()),
            };
            [
                ("http_request_method", key.method.clone()),
                ("server_address", key.host.clone()),
                status,
            ]
        };
        let series: Vec<_> = calls.iter().map(|(key, times)| (labels(key), times)).collect();
        text.counters("naftiko_http_client_total", "Calls of APIs.", &series);
        let name = "naftiko_http_client_duration_seconds";
        text.histograms(name, "Durations of calls of APIs.", &series);
    }
}

/// A series: its labels and durations.
type Series<'a, const N: usize> = ([(&'static str, String); N], &'a Histogram);

/// The text of metrics.
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        self.0.push_str(name);
        for (place, (label, text)) in labels.iter().enumerate() {
            let before = if place == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{}\"", escaped(text));
        }
        let _ = writeln!(self.0, "}} {value}");
    }

    fn counters<const N: usize>(&mut self, name: &str, help: &str, series: &[Series<'_, N>]) {
        if series.is_empty() {
            return;
        }
        self.family(name, "counter", help);
        for (labels, times) in series {
            let labels = labels.each_ref().map(|(label, text)| (*label, text.as_str()));
            self.sample(name, &labels, times.count());
        }
    }

    fn histograms<const N: usize>(&mut self, name: &str, help: &str, series: &[Series<'_, N>]) {
        if series.is_empty() {
            return;
        }
        self.family(name, "histogram", help);
        for (labels, times) in series {
            let labels: Vec<_> = labels
                .iter()
                .map(|(label, text)| (*label, text.as_str()))
                .collect();
            let mut count = 0;
            let bounds = BOUNDS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
            for (bound, more) in bounds.zip(times.buckets) {
                count += more;
                let labels: Vec<_> = labels.iter().copied().chain([("le", bound.as_str())]).collect();
                self.sample(&format!("{name}_bucket"), &labels, count);
            }
            self.sample(&format!("{name}_sum"), &labels, times.sum.as_secs_f64());
            self.sample(&format!("{name}_count"), &labels, count);
        }
    }
}

/// Returns the text of a label between quotes.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '"', '\n']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\n', r"\n"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_cumulative_and_labels_escaped() {
        let metrics = Metrics::default();
        let operation: Arc<str> = "GET /a\"b\\".into();
        for milliseconds in [1, 30, 20_000] {
            let time = Duration::from_millis(milliseconds);
            metrics.request("rest", Arc::clone(&operation), Outcome::Status(200), time);
        }
        let text = metrics.text("desk");
        let labels = r#"adapter_type="rest",operation_id="GET /a\"b\\",status="200""#;
        for line in [
            format!("naftiko_request_total{{{labels}}} 3"),
            format!("naftiko_request_duration_seconds_bucket{{{labels},le=\"0.005\"}} 1"),
            format!("naftiko_request_duration_seconds_bucket{{{labels},le=\"0.05\"}} 2"),
            format!("naftiko_request_duration_seconds_bucket{{{labels},le=\"10\"}} 2"),
            format!("naftiko_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 3"),
            format!("naftiko_request_duration_seconds_sum{{{labels}}} 20.031"),
            "naftiko_capability_active{capability=\"desk\"} 1".to_owned(),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(!text.contains("naftiko_request_errors"), "{text}");
    }

    #[test]
    fn call_without_a_response_has_the_type_of_its_error() {
        let metrics = Metrics::default();
        metrics.call("GET", "post.test", Some(404), Duration::ZERO);
        metrics.call("GET", "post.test", None, Duration::ZERO);
        let text = metrics.text("desk");
        let labels = r#"http_request_method="GET",server_address="post.test""#;
        for line in [
            "# TYPE naftiko_http_client_total counter".to_owned(),
            format!(r#"naftiko_http_client_total{{{labels},http_response_status_code="404"}} 1"#),
            format!(r#"naftiko_http_client_total{{{labels},error_type="transport"}} 1"#),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}

//! Specs of any size, and resource usage of processes.

use std::fmt::Write as _;
use std::fs;

/// Returns a spec with this many operations, each exposed on REST and as a tool. Every other operation has four
/// inputs and a body with two fields.
pub fn spec(operations: usize) -> String {
    let mut spec = String::from(
        "naftiko: 1.0.0-alpha2\ninfo: {label: Synthetic, description: Made for measuring}\nbinds:\n- namespace: env\n  keys: {API_TOKEN: API_TOKEN}\ncapability:\n  consumes:\n  - type: http\n    namespace: api\n    baseUri: https://api.test/v1\n    authentication: {type: bearer, token: '{{env.API_TOKEN}}'}\n    resources:\n",
    );
    for index in 0..operations {
        let (method, body) = if index % 2 == 0 {
            ("GET", "")
        } else {
            (
                "POST",
                "        body: {type: json, data: {note: '{{note}}', count: '{{count}}'}}\n",
            )
        };
        let _ = write!(
            spec,
            "    - name: resource-{index}\n      path: /resources-{index}/{{{{id}}}}\n      operations:\n      - name: operation-{index}\n        method: {method}\n        description: Does what operation {index} does.\n        inputParameters:\n        - {{name: id, in: path, type: string, required: true, description: Which one}}\n        - {{name: pageSize, in: query, type: integer, description: How many}}\n        - {{name: nextToken, in: query, type: string, description: From where}}\n        - {{name: If-Match, in: header, type: string}}\n{body}"
        );
    }
    spec.push_str("  exposes:\n  - type: rest\n    namespace: api-rest\n    port: 8080\n    resources:\n");
    for index in 0..operations {
        let method = if index % 2 == 0 { "GET" } else { "POST" };
        let _ = write!(
            spec,
            "    - path: /resources-{index}/{{id}}\n      operations:\n      - {{name: operation-{index}, method: {method}, call: api.operation-{index}}}\n"
        );
    }
    spec.push_str("  - type: mcp\n    namespace: api-mcp\n    port: 9090\n    tools:\n");
    for index in 0..operations {
        let _ = write!(
            spec,
            "    - name: operation-{index}\n      description: Does what operation {index} does.\n      call: api.operation-{index}\n      outputParameters:\n      - type: object\n        properties:\n          name: {{type: string, mapping: $.name}}\n          size: {{type: number, mapping: $.size}}\n"
        );
    }
    spec
}

/// Returns the peak memory of the process in MB; `None` where the system does not report it.
pub fn peak_megabytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Returns the processor time of all ended child processes, in seconds, which other load does not affect. Returns
/// `None` where the system does not report it.
pub fn children_cpu_seconds() -> Option<f64> {
    // A clock tick is a hundredth of a second on every Linux that is supported here.
    const TICKS: f64 = 100.0;
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = status.rsplit_once(") ")?;
    let ticks = |field: usize| fields.split_whitespace().nth(field)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / TICKS)
}

//! Lints: addresses and ports of adapters.

use std::collections::HashMap;

use super::Checks;
use crate::address::is_loopback;
use crate::diagnostic::{Diagnostic, codes};
use crate::spec::Adapter;

/// Checks the ports of adapters, and the control adapter.
pub(super) fn check(checks: &mut Checks<'_>) {
    let mut taken: HashMap<(u16, String), crate::source::Span> = HashMap::new();
    for adapter in checks.adapters() {
        let Some(port) = adapter.port() else { continue };
        let address = adapter.address().map_or("", |address| address.value.as_str());
        let local = matches!(address, "" | "localhost" | "127.0.0.1");
        let key = (port.value, if local { String::new() } else { address.to_owned() });
        if let Some(first) = taken.get(&key) {
            let message = format!("two adapters listen on port {}", port.value);
            let diagnostic = Diagnostic::new(codes::PORT_SHARED, port.span, message)
                .related(*first, "the first adapter")
                .help("give each adapter its own port; otherwise the second one cannot start");
            checks.diagnostics.push(diagnostic);
        } else {
            taken.insert(key, port.span);
        }
    }
    control(checks);
}

fn control(checks: &mut Checks<'_>) {
    let controls = checks
        .adapters()
        .filter(|adapter| matches!(adapter, Adapter::Control(_)));
    for (index, adapter) in controls.enumerate() {
        if index > 0 {
            let message = "a capability can have only one control adapter";
            checks.say(
                codes::CONTROL_ADAPTER,
                adapter.span(),
                message,
                "remove this adapter",
            );
        }
        let Some(address) = adapter.address() else {
            continue;
        };
        if !is_loopback(address.as_str()) {
            let message =
                format!("the control adapter listens on `{address}`, which other machines can reach");
            checks.say(
                codes::CONTROL_ADAPTER,
                address.span,
                message,
                "write `address: localhost`",
            );
        }
    }
}

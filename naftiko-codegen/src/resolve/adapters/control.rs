//! Control adapters: health checks, and the parts that compiled code does not have.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::Exposing;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::{Span, Spanned};
use crate::spec::{ControlAdapter, Management, Text};

impl Exposing<'_, '_> {
    /// Returns the address of the health checks of a control adapter, unless it has none, and reports what has no route.
    pub(super) fn control(&mut self, declared: &ControlAdapter) -> Option<SocketAddr> {
        self.missing_parts(declared);
        let health = declared
            .management
            .as_ref()
            .and_then(|management| management.health);
        if is_off(health) {
            return None;
        }
        // A name has no address of its own before the program runs, and stays on this machine.
        let address = declared.address.as_ref().map(Text::as_str);
        let address: Option<IpAddr> = address.and_then(|address| address.parse().ok());
        Some(SocketAddr::new(
            address.unwrap_or(Ipv4Addr::LOCALHOST.into()),
            declared.port?.value,
        ))
    }

    fn missing_parts(&mut self, declared: &ControlAdapter) {
        let management = declared.management.as_ref();
        for (key, span) in management.into_iter().flat_map(fixed) {
            let message = format!("`{key}` of a control adapter has no route; the program is compiled");
            let diagnostic = Diagnostic::new(codes::CONTROL_FIXED, span, message);
            let help = "generate the code again and restart the program to change it";
            self.diagnostics.push(diagnostic.help(help));
        }
        if let Some(info) = management
            .and_then(|management| management.info)
            .filter(|info| info.value)
        {
            self.not_generated(info.span, "`info` of control adapters is");
        }
        let observability = declared.observability.as_ref();
        if !is_off(observability.and_then(|observability| observability.enabled)) {
            self.not_generated(declared.span, "metrics and traces of control adapters are");
        }
    }
}

fn is_off(flag: Option<Spanned<bool>>) -> bool {
    flag.is_some_and(|flag| !flag.value)
}

/// Returns the parts of `management` that change a running program.
fn fixed(management: &Management) -> Vec<(&'static str, Span)> {
    let logs = management.logs.as_ref();
    let flags = [
        ("reload", management.reload),
        ("validate", management.validate),
        ("logs.level-control", logs.and_then(|logs| logs.level_control)),
        ("logs.stream", logs.and_then(|logs| logs.stream)),
        (
            "scripting",
            management
                .scripting
                .as_ref()
                .and_then(|scripting| scripting.enabled),
        ),
    ];
    let on = flags.into_iter().filter_map(|(key, flag)| Some((key, flag?)));
    let on = on.filter(|(_, flag)| flag.value);
    on.map(|(key, flag)| (key, flag.span)).collect()
}

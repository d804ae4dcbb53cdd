//! Common keys of adapters, and the choice of adapter type.

use std::iter;

use super::context::{Context, Pattern};
use super::fields::{Fields, is_address};
use super::{authentication, control, mcp, record, rest, skill};
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::source::Spanned;
use crate::spec::{Adapter, Authentication, Text};
use crate::yaml::Node;

/// An item of `exposes`.
pub(super) fn adapter(node: &Node, cx: &mut Context<'_>) -> Option<Adapter> {
    let mut fields = Fields::of(node, "an adapter", cx)?;
    let kind = fields.required_text(cx, "type")?;
    match kind.as_str() {
        "rest" => rest::rest_adapter(fields, cx).map(Adapter::Rest),
        "mcp" => mcp::mcp_adapter(fields, cx).map(Adapter::Mcp),
        "skill" => skill::skill_adapter(fields, cx).map(Adapter::Skill),
        "control" => Some(Adapter::Control(control::control_adapter(fields, cx))),
        "api" => {
            read_as_rest(codes::OTHER_DIALECT_KEY, &kind, cx);
            rest::rest_adapter(fields, cx).map(Adapter::Rest)
        }
        "http" if fields.peek("resources").is_some() => {
            read_as_rest(codes::ADAPTER_TYPE, &kind, cx);
            rest::rest_adapter(fields, cx).map(Adapter::Rest)
        }
        other => {
            let message = format!("unknown adapter type `{other}`; the adapter is ignored");
            let diagnostic = Diagnostic::new(codes::ADAPTER_TYPE, kind.span, message);
            let types = "expected one of `rest`, `mcp`, `skill`, `control`";
            fields.warn(cx, diagnostic.help(types));
            None
        }
    }
}

/// Reports an adapter type that means `rest`.
fn read_as_rest(code: Code, kind: &Text, cx: &mut Context<'_>) {
    let message = format!("adapter type `{kind}` is read as `rest`");
    cx.warn(Diagnostic::new(code, kind.span, message).help("write `type: rest`"));
}

/// Keys that every adapter has.
pub(super) struct Common {
    pub(super) address: Option<Text>,
    pub(super) authentication: Option<Authentication>,
}

impl Common {
    pub(super) fn read(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Self {
        Self {
            address: fields.formed(
                cx,
                "address",
                is_address,
                "write a host name or an IP address only; write the port as `port`",
            ),
            authentication: authentication::authentication(fields, cx),
        }
    }
}

/// Reads `namespace`. Without it, the adapter is named by its type, with a number if the file has that namespace.
pub(super) fn namespace(fields: &mut Fields<'_>, cx: &mut Context<'_>, kind: &'static str) -> Text {
    record::expected(fields, "namespace");
    if let Some(name) = fields.text(cx, "namespace") {
        cx.check_name(&name, Pattern::Kebab);
        return name;
    }
    let name = free_namespace(cx, kind);
    if fields.node("namespace").is_none() {
        let message = format!(
            "missing key `namespace` in {}; it is named `{name}`",
            fields.what()
        );
        let diagnostic = Diagnostic::new(codes::ADAPTER_NAMESPACE, fields.span, message);
        fields.warn(cx, diagnostic.help(format!("add `namespace: {name}`")));
    }
    Spanned::new(name, fields.span)
}

/// Returns the namespace of an adapter without one: its type, with a number if the file has that namespace.
pub(super) fn free_namespace(cx: &mut Context<'_>, kind: &'static str) -> String {
    let numbered = (2..).map(|number| format!("{kind}-{number}"));
    let mut names = iter::once(kind.to_owned()).chain(numbered);
    let name = names.find(|name| !cx.namespaces.contains(name));
    let name = name.unwrap_or_else(|| kind.to_owned());
    cx.namespaces.insert(name.clone());
    name
}

/// Reads `port`. Without it, the environment or the program must set the port.
pub(super) fn port(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u16>> {
    if fields.node("port").is_none() {
        let message = format!("missing key `port` in {}", fields.what());
        let diagnostic = Diagnostic::new(codes::PORT_MISSING, fields.span, message);
        let help = "add `port: 8080`, or set `<NAMESPACE>_PORT` in the environment";
        fields.warn(cx, diagnostic.help(help));
    }
    fields.integer(cx, "port", 1..=u16::MAX)
}

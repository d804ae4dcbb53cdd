//! What adapters share, and which one an item of `exposes` is.

use super::context::{Context, Pattern};
use super::fields::Fields;
use super::forms::is_address;
use super::{Adapter, Authentication, Spanned, Text, authentication, control, mcp, rest, skill};
use crate::diagnostic::{Diagnostic, codes};
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
            let message = "adapters of type `api` are of type `rest` since version 0.5";
            cx.note(codes::OTHER_DIALECT_KEY, kind.span, message);
            rest::rest_adapter(fields, cx).map(Adapter::Rest)
        }
        "http" if fields.peek("resources").is_some() => {
            let message = "the adapter type `http` is `rest` in the format";
            cx.note(codes::ADAPTER_TYPE, kind.span, message);
            rest::rest_adapter(fields, cx).map(Adapter::Rest)
        }
        other => {
            let message = format!("the adapter type `{other}` is unknown: the adapter is left out");
            let diagnostic = Diagnostic::new(codes::ADAPTER_TYPE, kind.span, message);
            fields.tolerate(
                cx,
                diagnostic.help("the types are `rest`, `mcp`, `skill`, `control`"),
            );
            None
        }
    }
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
                "write a host name or an IP address alone; the port has its own key",
            ),
            authentication: authentication::authentication(fields, cx),
        }
    }
}

/// `namespace`, which has to be there.
pub(super) fn namespace(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Text> {
    fields
        .required_text(cx, "namespace")
        .inspect(|name| cx.check_name(name, Pattern::Kebab))
}

/// `port`; without one, it has to be configured.
pub(super) fn port(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<u16>> {
    if fields.node("port").is_none() {
        let message = format!("{} has no `port`, which the format demands", fields.what());
        fields.tolerate(cx, Diagnostic::new(codes::PORT_MISSING, fields.span, message));
    }
    fields.integer(cx, "port", 1..=u16::MAX)
}

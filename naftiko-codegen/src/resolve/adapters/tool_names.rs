//! Valid names of tools and their arguments, for MCP clients and model vendors.

use std::collections::HashMap;

use super::{Exposed, Offer};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::model::Source;
use crate::names::{LENGTH, PortableNames, TOGETHER, is_accepted};
use crate::resolve::arguments::Input;
use crate::source::Span;

/// Returns a name that every MCP client accepts, and reports a change.
pub(super) fn tool_name(
    names: &mut PortableNames,
    written: &str,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> String {
    let is_valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let portable: String = written
        .chars()
        .map(|c| if is_valid(c) { c } else { '-' })
        .collect();
    let has_words = portable.bytes().any(|byte| byte.is_ascii_alphanumeric());
    let name = names.free(if has_words { &portable } else { "tool" }, written);
    if name != written {
        let is_taken = (1..=LENGTH).contains(&written.len()) && written.chars().all(is_valid);
        let problem = if is_taken {
            "is not unique"
        } else {
            "is not valid in MCP"
        };
        let message = format!("tool name `{written}` {problem}; the tool is named `{name}`");
        let diagnostic = Diagnostic::new(codes::TOOL_NAME_CHANGED, span, message);
        diagnostics.push_alike(diagnostic.help("choose a name of up to 64 letters, digits, `_` and `-`"));
    }
    name
}

/// Reports a tool whose name has no room for the name of its server, which many clients put before it.
pub(super) fn check_room(server: &str, tool: &str, span: Span, diagnostics: &mut Diagnostics) {
    let length = server.chars().count() + tool.len();
    if length <= TOGETHER {
        return;
    }
    let message = format!(
        "tool name `{tool}` and its server `{server}` have {length} characters together, more than {TOGETHER}"
    );
    let diagnostic = Diagnostic::new(codes::TOOL_NAME_LONG, span, message);
    diagnostics.push_alike(
        diagnostic.help("choose a shorter name of the tool, or a shorter `namespace` of the adapter"),
    );
}

/// Renames arguments whose names vendors do not accept (`$filter`, `filter[name]`), and reports them. Vendors accept
/// `^[a-zA-Z0-9_.-]{1,64}$`, and reject the whole list of tools otherwise. Parameters of the called operation keep their names.
pub(super) fn with_accepted_names<'a>(
    exposed: Exposed<'a>,
    offer: &Offer<'_, 'a>,
    diagnostics: &mut Diagnostics,
) -> Exposed<'a> {
    let names = exposed.inputs.iter().filter_map(|input| input.source.name());
    let mut names = PortableNames::of_arguments(names);
    let declared = offer.inputs.iter();
    let declared = declared.map(|parameter| (parameter.name.as_str(), parameter.name.span));
    let places: HashMap<&str, Span> = declared.collect();
    let renamed = |input: Input| {
        let name = match &input.source {
            Source::Field(name) if !is_accepted(name) => name,
            _ => return input,
        };
        let free = names.argument(name);
        let span = places.get(name.as_str()).copied().unwrap_or(offer.span);
        let message =
            format!("argument name `{name}` is not valid for model vendors; the argument is named `{free}`");
        let diagnostic = Diagnostic::new(codes::ARGUMENT_NAME_CHANGED, span, message);
        diagnostics
            .push_alike(diagnostic.help("choose a name of up to 64 letters, digits, `_`, `.` and `-`"));
        Input {
            source: Source::Field(free),
            ..input
        }
    };
    Exposed {
        inputs: exposed.inputs.into_iter().map(renamed).collect(),
        ..exposed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn tool_and_server_have_room_for_a_prefix() {
        let span = Span::file(SourceId::default());
        let found = |server: &str, tool: &str| {
            let mut diagnostics = Diagnostics::default();
            check_room(server, tool, span, &mut diagnostics);
            diagnostics.into_vec().len()
        };
        assert_eq!(found(&"s".repeat(30), &"t".repeat(30)), 0);
        assert_eq!(found(&"s".repeat(31), &"t".repeat(30)), 1);
    }

    #[test]
    fn portable_shortens_and_numbers_tool_names() {
        let span = Span::file(SourceId::default());
        let mut diagnostics = Diagnostics::default();
        let mut names = PortableNames::of_tools();
        let mut tool = |name: &str| tool_name(&mut names, name, span, &mut diagnostics);
        assert_eq!(tool("get-token"), "get-token");
        assert_eq!(tool("get-token"), "get-token-2");
        assert_eq!(tool("get-token"), "get-token-3");
        assert_eq!(tool("a.b c"), "a-b-c");
        assert_eq!(tool("取得"), "tool");
        let long = tool(&"x".repeat(80));
        assert_eq!(long.len(), LENGTH);
        let again = tool_name(
            &mut PortableNames::of_tools(),
            &"x".repeat(80),
            span,
            &mut Diagnostics::default(),
        );
        assert_eq!(long, again);
    }
}

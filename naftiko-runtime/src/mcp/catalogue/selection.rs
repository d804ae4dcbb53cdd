//! What a client or an operator chooses of the tools of a server.

use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

/// What the names of the headers of a choice begin with.
const HEADERS: &str = "x-mcp-";

/// The path of most clients.
const USUAL_PATH: &str = "/mcp";

/// The segment of a path before names of toolsets, and that of a read-only server: `/mcp/x/bills,plans/readonly`.
const PATH_TOOLSETS: &str = "x";
const PATH_READ_ONLY: &str = "readonly";

/// A choice of tools. Every part of it narrows what was visible before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Selection {
    /// Only the tools of these toolsets; together with `tools`, those of both.
    pub(crate) toolsets: Option<Vec<String>>,
    /// Only these tools.
    pub(crate) tools: Option<Vec<String>>,
    /// Not these tools, whatever else is chosen.
    pub(crate) excluded: Vec<String>,
    /// Only tools that change nothing, whatever else is chosen.
    pub(crate) read_only: bool,
}

impl Selection {
    /// Returns the items of a comma-separated list.
    pub(crate) fn list(text: &str) -> Vec<String> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect()
    }

    /// Returns whether it chooses nothing, so that every tool stays visible.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the choices of a request: of its path, its query and its headers. Each one narrows those before.
    ///
    /// # Errors
    /// When a header is not text, or a switch is neither on nor off.
    pub(crate) fn of_request(parts: &Parts) -> Result<Vec<Self>, String> {
        let query = parts.uri.query().map(of_query).transpose()?;
        let choices = [of_path(parts.uri.path()), query, of_headers(&parts.headers)?];
        let choices = choices.into_iter().flatten();
        Ok(choices.filter(|choice| !choice.is_empty()).collect())
    }
}

fn of_path(path: &str) -> Option<Selection> {
    if path == USUAL_PATH {
        return None;
    }
    let path = path.trim_end_matches('/');
    let without_switch = path
        .strip_suffix(PATH_READ_ONLY)
        .and_then(|rest| rest.strip_suffix('/'));
    let mut segments = without_switch.unwrap_or(path).rsplit('/');
    let names = segments.next().filter(|_| segments.next() == Some(PATH_TOOLSETS));
    let decoded = |names: &str| percent_decode_str(names).decode_utf8_lossy().into_owned();
    Some(Selection {
        toolsets: names.map(|names| Selection::list(&decoded(names))),
        read_only: without_switch.is_some(),
        ..Selection::default()
    })
}

fn of_query(query: &str) -> Result<Selection, String> {
    let mut choice = Selection::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "toolsets" => choice.toolsets = Some(Selection::list(&value)),
            "tools" => choice.tools = Some(Selection::list(&value)),
            "exclude_tools" => choice.excluded = Selection::list(&value),
            "readonly" => choice.read_only = switch("readonly", &value)?,
            _ => {}
        }
    }
    Ok(choice)
}

/// Returns the choice of the headers. One pass costs less than a lookup of each.
fn of_headers(headers: &HeaderMap) -> Result<Option<Selection>, String> {
    let mut chosen = None;
    for (name, value) in headers {
        let Some(part) = name.as_str().strip_prefix(HEADERS) else {
            continue;
        };
        let choice: &mut Selection = chosen.get_or_insert_default();
        // Several headers of one name are one list.
        match part {
            "toolsets" => choice
                .toolsets
                .get_or_insert_default()
                .extend(names(name, value)?),
            "tools" => choice.tools.get_or_insert_default().extend(names(name, value)?),
            "exclude-tools" => choice.excluded.extend(names(name, value)?),
            "readonly" => {
                for value in names(name, value)? {
                    choice.read_only |= switch("X-MCP-Readonly", &value)?;
                }
            }
            _ => {}
        }
    }
    Ok(chosen)
}

/// Returns the names of a header, percent-decoded since headers have ASCII only.
fn names(header: &HeaderName, value: &HeaderValue) -> Result<Vec<String>, String> {
    let value = value
        .to_str()
        .map_err(|_| format!("the header {header} is not text"))?;
    let value = percent_decode_str(value).decode_utf8_lossy();
    Ok(Selection::list(&value))
}

fn switch(name: &str, value: &str) -> Result<bool, String> {
    match value {
        "" | "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(format!("invalid value of {name}; expected `true` or `false`")),
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn choices(uri: &str, headers: &[(&'static str, &'static str)]) -> Result<Vec<Selection>, String> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let parts = request
            .body(())
            .map_err(|error| error.to_string())?
            .into_parts()
            .0;
        Selection::of_request(&parts)
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn request_without_a_choice_has_none() {
        for uri in [
            "/mcp",
            "/mcp/",
            "/",
            "/x",
            "/mcp/x",
            "/mcp?page=1",
            "/readonlyish",
        ] {
            assert_eq!(choices(uri, &[]), Ok(Vec::new()), "{uri}");
        }
    }

    #[test]
    fn path_query_and_headers_choose() {
        let bills = Selection {
            toolsets: Some(names(&["bills", "plans"])),
            ..Selection::default()
        };
        let reading = Selection {
            read_only: true,
            ..bills.clone()
        };
        assert_eq!(choices("/mcp/x/bills,plans", &[]), Ok(vec![bills.clone()]));
        assert_eq!(
            choices("/mcp/x/bills%2C%20plans/readonly/", &[]),
            Ok(vec![reading.clone()])
        );
        assert_eq!(
            choices("/mcp?toolsets=bills,plans&readonly=1", &[]),
            Ok(vec![reading.clone()])
        );
        let header = [("X-MCP-Toolsets", "bills"), ("X-MCP-Toolsets", "plans")];
        assert_eq!(choices("/mcp", &header), Ok(vec![bills.clone()]));
        assert_eq!(
            choices("/mcp/readonly", &header),
            Ok(vec![
                Selection {
                    read_only: true,
                    ..Selection::default()
                },
                bills
            ])
        );
    }

    #[test]
    fn invalid_choice_is_an_error() {
        assert!(choices("/mcp", &[("X-MCP-Readonly", "maybe")]).is_err());
        assert!(choices("/mcp?readonly=maybe", &[]).is_err());
        assert!(choices("/mcp", &[("X-MCP-Tools", "\u{fc}")]).is_err());
    }
}

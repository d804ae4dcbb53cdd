//! Addresses of an API.

use super::Reader;
use crate::openapi::library::Location;
use crate::openapi::version::Version;
use crate::source::Span;
use crate::yaml::Node;

/// An address of an API.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// The address with `{name}` for variables, without a slash at the end. It may begin with the path.
    pub(crate) url: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) span: Span,
}

/// A variable of an address.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
}

/// Returns the addresses of a document.
pub(super) fn servers(reader: &mut Reader<'_>) -> Vec<Server> {
    if reader.version == Version::V2 {
        return of_v2(reader).into_iter().collect();
    }
    all(reader.root)
}

/// Returns the first address of an operation or a path.
pub(super) fn first(at: Location<'_>) -> Option<Server> {
    all(at).into_iter().next()
}

fn all(at: Location<'_>) -> Vec<Server> {
    let servers = at.get("servers").into_iter().flat_map(Location::items);
    servers.filter_map(server).collect()
}

fn server(at: Location<'_>) -> Option<Server> {
    let url = at.node.get("url")?;
    let variables = at.get("variables").into_iter().flat_map(Location::members);
    let variables = variables.map(|(name, at)| Variable {
        name: name.value.clone(),
        default: at.text("default").map(str::to_owned),
    });
    Some(Server {
        url: trimmed(url.as_str()?),
        variables: variables.collect(),
        span: url.span,
    })
}

/// Returns the address of a document of version 2. Without a host it is the base path alone.
fn of_v2(reader: &mut Reader<'_>) -> Option<Server> {
    let root = reader.root;
    let base = trimmed(root.text("basePath").unwrap_or_default());
    if let Some(template) = root.get("x-ms-parameterized-host") {
        return parameterized(reader, template, &base);
    }
    let host = root.node.get("host");
    let span = host.or_else(|| root.node.get("basePath")).map(Node::head);
    let url = match host.and_then(Node::as_str) {
        Some(host) => format!("{}://{host}{base}", scheme(root)),
        None => base,
    };
    Some(Server {
        url,
        variables: Vec::new(),
        span: span?,
    })
}

/// Returns the address of a document whose host has variables.
fn parameterized(reader: &mut Reader<'_>, at: Location<'_>, base: &str) -> Option<Server> {
    let template = at.node.get("hostTemplate")?;
    let host = trimmed(template.as_str()?);
    let has_scheme = at.node.get("useSchemePrefix").and_then(Node::as_bool) == Some(false);
    let prefix = if has_scheme {
        String::new()
    } else {
        format!("{}://", scheme(reader.root))
    };
    let parameters = at.get("parameters").into_iter().flat_map(Location::items);
    let variables = parameters.filter_map(|parameter| {
        let parameter = reader.lowering.followed(parameter)?;
        Some(Variable {
            name: parameter.text("name")?.to_owned(),
            default: parameter.text("default").map(str::to_owned),
        })
    });
    Some(Server {
        variables: variables.collect(),
        url: format!("{prefix}{host}{base}"),
        span: template.span,
    })
}

fn scheme(root: Location<'_>) -> &'static str {
    let schemes = root.get("schemes").into_iter().flat_map(Location::items);
    let schemes: Vec<&str> = schemes.filter_map(|scheme| scheme.node.as_str()).collect();
    if schemes.is_empty() || schemes.contains(&"https") {
        "https"
    } else {
        "http"
    }
}

fn trimmed(text: &str) -> String {
    text.trim().trim_end_matches('/').to_owned()
}

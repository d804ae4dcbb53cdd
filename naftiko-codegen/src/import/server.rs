//! Base URIs of consumed APIs.

use super::name;
use crate::address::is_placeholder;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::openapi::outline::{Server, Variable};
use crate::source::{SourceId, Span};
use crate::template::{self, Notation, Part};

/// The base URI of an API, with the variables of the environment that it needs.
#[derive(Debug)]
pub(super) struct BaseUri {
    pub(super) text: String,
    pub(super) variables: Vec<String>,
}

/// Returns the base URI for an address. A variable has its default, or else its value comes from the environment.
pub(super) fn base_uri(
    namespace: &str,
    server: Option<&Server>,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> BaseUri {
    let span = server.map_or(Span::file(source), |server| server.span);
    let url = server.map_or("", |server| server.url.as_str());
    let declared = server
        .map(|server| server.variables.as_slice())
        .unwrap_or_default();
    let mut base = BaseUri {
        text: String::new(),
        variables: Vec::new(),
    };
    let (host, path) = split(url);
    if let Some(host) = host {
        base.add(namespace, host, declared, span, diagnostics);
        if is_placeholder(&base.text) {
            let problem = format!("`{}` is a placeholder for the host of the API", base.text);
            base.replace_host(namespace, &problem, span, diagnostics);
        }
    } else {
        base.replace_host(
            namespace,
            "the document has no host of the API",
            span,
            diagnostics,
        );
    }
    base.add(namespace, path, declared, span, diagnostics);
    base.text.truncate(base.text.trim_end_matches('/').len());
    base
}

/// Splits an address into scheme and host, and path. A placeholder in the place of both has neither.
fn split(url: &str) -> (Option<&str>, &str) {
    let begin = url.find("://").map(|at| at + 3);
    if begin.is_none() && !url.starts_with('{') {
        return (None, url);
    }
    let start = begin.unwrap_or_default();
    let end = url.get(start..).and_then(|rest| rest.find('/'));
    let end = end.map_or(url.len(), |end| start + end);
    let (host, path) = url.split_at(end);
    (begin.map(|_| host).filter(|host| host.len() > start), path)
}

impl BaseUri {
    /// Adds a part of the address, with the values of its variables.
    fn add(
        &mut self,
        namespace: &str,
        part: &str,
        declared: &[Variable],
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        for part in template::parse(part, Notation::Braces).parts {
            match part {
                Part::Text(text) => self.text.push_str(&text),
                Part::Hole(name) => self.fill(namespace, &name, declared, span, diagnostics),
            }
        }
    }

    /// Writes a variable in place of a host that the document does not have.
    fn replace_host(&mut self, namespace: &str, problem: &str, span: Span, diagnostics: &mut Diagnostics) {
        let variable = name::variable(namespace, "host");
        let message = format!("{problem}; the variable `{variable}` has it");
        let diagnostic = Diagnostic::new(codes::IMPORT_SERVER, span, message);
        diagnostics.push(diagnostic.help("write the host into `baseUri`, or set the variable"));
        self.text = format!("https://{{{{{variable}}}}}");
        self.variables = vec![variable];
    }

    /// Adds the value of a variable of the address.
    fn fill(
        &mut self,
        namespace: &str,
        name: &str,
        declared: &[Variable],
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let known = declared.iter().find(|variable| variable.name == name);
        if let Some(default) = known
            .and_then(|known| known.default.as_deref())
            .filter(|text| !text.is_empty())
        {
            let variable = name::variable(namespace, "base-uri");
            let message = format!("the variable `{name}` of the address has its default `{default}`");
            let diagnostic = Diagnostic::new(codes::IMPORT_SERVER, span, message);
            diagnostics
                .push(diagnostic.help(format!("write another value into `baseUri`, or set `{variable}`")));
            self.text.push_str(default);
            return;
        }
        let variable = name::variable(namespace, name);
        self.text.extend(["{{", &variable, "}}"]);
        if !self.variables.contains(&variable) {
            self.variables.push(variable);
        }
    }
}

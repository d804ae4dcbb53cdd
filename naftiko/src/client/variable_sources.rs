//! Finding the variables that an API's templates need.

use super::api::{Key, Scheme, Template};
use super::{Api, Config, Piece, Variables};
use crate::secret::Secret;

/// Where variables come from: code first, then the environment, where an empty one is as good as none.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) code: &'a Variables,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
}

impl Sources<'_> {
    /// A variable by its name in the spec and in the environment.
    pub(super) fn find(self, name: &str, environment: &str) -> Option<Secret> {
        let code = self
            .code
            .get(name)
            .or_else(|| self.code.get(environment))
            .cloned();
        code.or_else(|| {
            (self.environment)(environment)
                .filter(|value| !value.is_empty())
                .map(Secret::new)
        })
    }

    /// The base URI that overrides the spec's.
    pub(super) fn base_uri(self, api: &Api) -> Option<Secret> {
        let name = api.base_uri_variable;
        if name.is_empty() {
            None
        } else {
            self.find(name, name)
        }
    }
}

/// The variables of one API.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// Those that have a value.
    pub(super) values: Vec<(&'static str, Secret)>,
    /// Those that are needed and have none: name in the spec, name in the environment.
    pub(super) missing: Vec<(&'static str, &'static str)>,
}

impl Resolved {
    /// Looks up all variables of an API. One that stands only in what the configuration overrides is not
    /// needed.
    pub(super) fn new(api: &Api, config: &Config, sources: Sources<'_>) -> Self {
        let overridden = overridden(api, config, sources.base_uri(api).is_some());
        let mut resolved = Self::default();
        for (name, environment) in api.variables {
            match sources.find(name, environment) {
                Some(value) => resolved.values.push((name, value)),
                None if is_needed(name, &overridden) => resolved.missing.push((name, environment)),
                None => {}
            }
        }
        resolved
    }

    /// The text of a template; `None` when a variable of it has no value.
    pub(super) fn render(&self, template: Template) -> Option<String> {
        template.iter().map(|piece| self.piece(*piece)).collect()
    }

    fn piece(&self, piece: Piece) -> Option<&str> {
        match piece {
            Piece::Text(text) => Some(text),
            // Only paths of operations have arguments.
            Piece::Argument(_) => None,
            Piece::Variable(name) => self
                .values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.reveal()),
        }
    }
}

/// The templates of an API, each with whether the configuration puts something else in its place.
fn overridden(api: &Api, config: &Config, base_uri_given: bool) -> Vec<(Template, bool)> {
    let mut templates = vec![(api.base_uri, base_uri_given || config.base_uri.is_some())];
    let authentication = config.authentication.is_some();
    match api.scheme {
        Scheme::Bearer(token) => templates.push((token, authentication)),
        Scheme::Basic(user, password) | Scheme::Digest(user, password) => {
            templates.extend([(user, authentication), (password, authentication)]);
        }
        Scheme::OAuth2(oauth2) => {
            templates.extend(
                oauth2
                    .templates()
                    .into_iter()
                    .map(|template| (template, authentication)),
            );
        }
        Scheme::Custom(token) => templates.push((token.variables, authentication)),
        Scheme::None | Scheme::Keys => {}
    }
    templates.extend(api.keys.iter().flatten().map(|key| match key {
        Key::Header(_, template) | Key::Query(_, template) | Key::Cookie(_, template) => {
            (*template, authentication)
        }
    }));
    templates.extend(api.headers.iter().map(|(name, template)| {
        (
            *template,
            config
                .headers
                .iter()
                .any(|(other, _)| other.eq_ignore_ascii_case(name)),
        )
    }));
    templates.extend(
        api.query
            .iter()
            .map(|(name, template)| (*template, config.query.iter().any(|(other, _)| other == name))),
    );
    templates
}

/// Whether a variable stands in a template that counts, or in none of these (so that it is for an operation).
fn is_needed(name: &str, templates: &[(Template, bool)]) -> bool {
    let mentions = |template: Template| {
        template
            .iter()
            .any(|piece| matches!(piece, Piece::Variable(known) if *known == name))
    };
    let mut users = templates
        .iter()
        .filter(|(template, _)| mentions(template))
        .peekable();
    users.peek().is_none() || users.any(|(_, overridden)| !overridden)
}

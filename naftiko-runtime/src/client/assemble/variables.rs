//! Lookup of the variables of an API.

use std::borrow::Cow;

use crate::client::description::{ApiKey, AuthScheme};
use crate::client::{Api, Config};
use crate::secret::Secret;
use crate::template::{self, Piece, Template};
use crate::variables::{self, ResolvedValues, Unusable, VariableSources};

/// The variables of one API.
#[derive(Debug, Default)]
pub(crate) struct ResolvedVariables {
    /// Variables with a value.
    pub(crate) values: ResolvedValues,
    /// Those that are needed and have none that can be used: name in the spec, name in the environment, reason.
    pub(crate) unusable: Vec<(&'static str, &'static str, Unusable)>,
    /// The token endpoint in place of the spec's.
    pub(crate) token_uri: Option<Secret>,
}

impl ResolvedVariables {
    /// Looks up all variables of an API. A variable that only overridden templates use is not needed.
    pub(crate) fn new(api: &Api, config: &Config, sources: VariableSources<'_>) -> Self {
        let token_uri = token_uri(api, sources);
        let given = [base_uri(api, sources).is_some(), token_uri.is_some()];
        let overridden = overridden(api, config, given);
        let mut resolved = Self::default();
        match token_uri {
            Some(Ok(uri)) => resolved.token_uri = Some(uri),
            Some(Err((name, why))) => resolved.unusable.push((name, name, why)),
            None => {}
        }
        for (name, environment) in api.variables {
            match sources.find(name, environment) {
                Ok(value) => resolved.values.push((name, value)),
                Err(why) if is_needed(name, &overridden) => {
                    resolved.unusable.push((name, environment, why));
                }
                Err(_) => {}
            }
        }
        resolved
    }

    /// Renders a template; `None` when a variable has no value.
    pub(crate) fn render(&self, template: Template) -> Option<String> {
        let text = template::render(template, |name| variables::find(&self.values, name));
        text.ok().map(Cow::into_owned)
    }
}

/// Returns the base URI that overrides the spec's, if there is one.
pub(crate) fn base_uri(api: &Api, sources: VariableSources<'_>) -> Option<Result<Secret, Unusable>> {
    address(api.base_uri_variable, sources)
}

/// Returns the token endpoint that overrides the spec's, if there is one, or the variable with an invalid one.
fn token_uri(api: &Api, sources: VariableSources<'_>) -> Option<Result<Secret, (&'static str, Unusable)>> {
    let AuthScheme::OAuth2(oauth2) = api.scheme else {
        return None;
    };
    let name = oauth2.token_uri_variable;
    Some(address(name, sources)?.map_err(|why| (name, why)))
}

/// Returns the value of a variable that overrides an address, if it has one.
fn address(name: &str, sources: VariableSources<'_>) -> Option<Result<Secret, Unusable>> {
    let found = if name.is_empty() {
        Err(Unusable::Missing)
    } else {
        sources.find(name, name)
    };
    (found != Err(Unusable::Missing)).then_some(found)
}

/// Returns the templates of an API, each with whether the configuration overrides it.
fn overridden(
    api: &Api,
    config: &Config,
    [base_uri_given, token_uri_given]: [bool; 2],
) -> Vec<(Template, bool)> {
    let mut templates = vec![(api.base_uri, base_uri_given || config.base_uri.is_some())];
    let authentication = config.authentication.is_some();
    match api.scheme {
        AuthScheme::Bearer(token) => templates.push((token, authentication)),
        AuthScheme::Basic(user, password) | AuthScheme::Digest(user, password) => {
            templates.extend([(user, authentication), (password, authentication)]);
        }
        AuthScheme::OAuth2(oauth2) => {
            templates.push((oauth2.token_endpoint, authentication || token_uri_given));
            templates.extend(
                oauth2
                    .templates()
                    .into_iter()
                    .map(|template| (template, authentication)),
            );
        }
        AuthScheme::Custom(token) => templates.push((token.variables, authentication)),
        AuthScheme::None | AuthScheme::Keys => {}
    }
    templates.extend(api.keys.iter().flatten().map(|key| match key {
        ApiKey::Header(_, template) | ApiKey::Query(_, template) | ApiKey::Cookie(_, template) => {
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

/// Returns whether a template that applies uses a variable, or no template of the API does (then an operation uses
/// it).
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

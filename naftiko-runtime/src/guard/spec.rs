//! Static guard descriptions of generated code.

use super::Guard;
#[cfg(feature = "oauth2")]
use super::OAuth2;
use crate::client::BuildProblem;
use crate::template::{self, Piece, Template};
use crate::variables::{self, ResolvedValues, VariableSources};

/// The guard of an adapter as its spec describes it, before variables are resolved.
///
/// ```
/// use naftiko::client::{Piece, Variables};
/// use naftiko::guard::{GuardConfig, GuardSpec, build_guards};
///
/// static GUARD: GuardSpec =
///     GuardSpec::bearer("desk-api", &[Piece::Variable("TOKEN")]).variables(&[("TOKEN", "DESK_TOKEN")]);
///
/// let mut variables = Variables::default();
/// variables.set("TOKEN", "s3cret");
/// let [guard] = build_guards([(&GUARD, GuardConfig::default())], &variables)?;
/// # Ok::<(), naftiko::client::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GuardSpec {
    namespace: &'static str,
    variables: &'static [(&'static str, &'static str)],
    scheme: SchemeSpec,
    pub(super) page: bool,
}

#[derive(Clone, Copy, Debug)]
enum SchemeSpec {
    Bearer(Template),
    Basic(Template, Template),
    Header(&'static str, Template),
    Query(&'static str, Template),
    Cookie(&'static str, Template),
    /// A scheme that only the program knows, with its name in the spec.
    Custom(&'static str),
    #[cfg(feature = "oauth2")]
    OAuth2(OAuth2),
}

impl GuardSpec {
    /// A fixed bearer token. The namespace is the adapter's.
    pub const fn bearer(namespace: &'static str, token: &'static [Piece]) -> Self {
        Self::new(namespace, SchemeSpec::Bearer(token))
    }

    /// User and password (HTTP Basic).
    pub const fn basic(namespace: &'static str, user: &'static [Piece], password: &'static [Piece]) -> Self {
        Self::new(namespace, SchemeSpec::Basic(user, password))
    }

    /// A key in a header.
    pub const fn api_key_header(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, SchemeSpec::Header(name, key))
    }

    /// A key in the query.
    pub const fn api_key_query(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, SchemeSpec::Query(name, key))
    }

    /// A key in a cookie.
    pub const fn api_key_cookie(namespace: &'static str, name: &'static str, key: &'static [Piece]) -> Self {
        Self::new(namespace, SchemeSpec::Cookie(name, key))
    }

    /// A scheme that only the program knows, with its name in the spec. Until the program sets a [`Guard`]
    /// ([`GuardConfig::guard`](super::GuardConfig::guard)), the adapter does not start.
    pub const fn custom(namespace: &'static str, scheme: &'static str) -> Self {
        Self::new(namespace, SchemeSpec::Custom(scheme))
    }

    /// Access tokens of an authorization server (OAuth 2).
    #[cfg(feature = "oauth2")]
    pub const fn oauth2(namespace: &'static str, description: OAuth2) -> Self {
        Self::new(namespace, SchemeSpec::OAuth2(description))
    }

    /// Sets the variables of the templates: each name in the spec, and its name in the environment.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [(&'static str, &'static str)]) -> Self {
        self.variables = variables;
        self
    }

    const fn new(namespace: &'static str, scheme: SchemeSpec) -> Self {
        Self {
            namespace,
            variables: &[],
            scheme,
            page: false,
        }
    }

    /// Serves the API page without credentials: see [`Guard::with_page`](super::Guard::with_page).
    #[cfg(feature = "rest")]
    #[must_use]
    pub const fn with_page(mut self) -> Self {
        self.page = true;
        self
    }

    /// Returns the guard, and adds the variables without a value to the problems. A guard that cannot be made rejects
    /// every request.
    pub(super) fn build(&self, sources: VariableSources<'_>, problems: &mut Vec<BuildProblem>) -> Guard {
        let mut values = ResolvedValues::new();
        for (name, environment) in self.variables {
            match sources.find(name, environment) {
                Ok(value) => values.push((name, value)),
                Err(why) => problems.push(BuildProblem::variable(self.namespace, name, environment, why)),
            }
        }
        self.resolve(&values).unwrap_or_else(Guard::deny_all)
    }

    /// Returns the guard, or why there is none.
    fn resolve(&self, values: &ResolvedValues) -> Result<Guard, String> {
        let render = |template| match template::render(template, |name| variables::find(values, name)) {
            Ok(text) => Ok(text.into_owned()),
            Err(error) => Err(error.to_string()),
        };
        Ok(match self.scheme {
            SchemeSpec::Bearer(token) => Guard::bearer(render(token)?),
            SchemeSpec::Basic(user, password) => Guard::basic(render(user)?, render(password)?),
            SchemeSpec::Header(name, key) => Guard::api_key_header(name, render(key)?),
            SchemeSpec::Query(name, key) => Guard::api_key_query(name, render(key)?),
            SchemeSpec::Cookie(name, key) => Guard::api_key_cookie(name, render(key)?),
            SchemeSpec::Custom(scheme) => {
                return Err(format!(
                    "`{scheme}` authentication needs a guard; set one with `GuardConfig::guard`"
                ));
            }
            #[cfg(feature = "oauth2")]
            SchemeSpec::OAuth2(description) => Guard::oauth2(description.resolve(&render)?),
        })
    }
}

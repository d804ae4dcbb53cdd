//! Guard configuration by the program.

use super::{Guard, GuardSpec};
use crate::client::{Api, Config, HttpClient, Piece};

/// An API without variables, for guards that need none.
static NO_VARIABLES: Api = Api::new("guard", &[Piece::Text("http://localhost")]);

/// The guard of an adapter as the program configures it, on the builder of a capability:
///
/// ```ignore
/// let capability = desk::Capability::builder()
///     .rest_guard(|config| config.guard(Guard::custom(Signed)))
///     .build()?;
/// ```
#[derive(Clone, Debug, Default)]
pub struct GuardConfig {
    custom: Option<Guard>,
    public_document: bool,
}

impl GuardConfig {
    /// Sets a guard in place of the spec's, whose variables are then not needed.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.custom = Some(guard);
        self
    }

    /// Serves the API document (`/openapi.json`) without credentials. Otherwise, the page at `/docs` asks for
    /// credentials to read it.
    #[must_use]
    pub fn public_document(mut self) -> Self {
        self.public_document = true;
        self
    }

    /// Returns the entry for [`build_clients`](crate::client::build_clients) that resolves the variables of the spec's guard.
    pub fn entry(&self, spec: &'static GuardSpec) -> (&'static Api, Config) {
        match self.custom {
            Some(_) => (&NO_VARIABLES, Config::new()),
            None => spec.entry(),
        }
    }

    /// Builds the guard from the resolved variables.
    pub fn build(self, spec: &GuardSpec, resolved: &HttpClient) -> Guard {
        let mut guard = self.custom.unwrap_or_else(|| spec.guard(resolved));
        guard.page |= spec.page;
        if self.public_document {
            guard.public_paths(["/openapi.json"])
        } else {
            guard
        }
    }
}

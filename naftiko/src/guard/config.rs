//! What a program changes about whom an adapter answers.

use super::{Guard, Inbound};
use crate::client::{Api, Config, HttpClient, Piece};

/// Needs nothing from the environment.
static NOTHING: Api = Api::new("callers", &[Piece::Text("http://localhost")]);

/// Whom an adapter answers, as the program changes what the spec says. Given to the builder of a capability:
///
/// ```ignore
/// let capability = desk::Capability::builder()
///     .rest_callers(|callers| callers.guard(Guard::custom(Signed)))
///     .build()?;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Callers {
    own: Option<Guard>,
    open_page: bool,
}

impl Callers {
    /// A check in place of the spec's, whose variables are then not needed.
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.own = Some(guard);
        self
    }

    /// Lets everybody read the API document (`/openapi.json`). Without it the page at `/docs` asks for credentials, to
    /// read it with.
    #[must_use]
    pub fn open_page(mut self) -> Self {
        self.open_page = true;
        self
    }

    /// The entry for [`connect`](crate::client::connect) that has the variables of the spec resolved.
    pub fn needs(&self, spec: &'static Inbound) -> (&'static Api, Config) {
        match self.own {
            Some(_) => (&NOTHING, Config::new()),
            None => spec.needs(),
        }
    }

    /// The guard, with the variables that `connect` resolved.
    pub fn into_guard(self, spec: &Inbound, resolved: &HttpClient) -> Guard {
        let mut guard = self.own.unwrap_or_else(|| spec.guard(resolved));
        guard.page |= spec.page;
        if self.open_page {
            guard.open(["/openapi.json"])
        } else {
            guard
        }
    }
}

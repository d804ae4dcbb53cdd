//! Guard configuration by the program.

use super::{Guard, GuardSpec};
use crate::client::{BuildError, BuildProblem, Variables};
use crate::variables::VariableSources;

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

    fn build(
        self,
        spec: &GuardSpec,
        sources: VariableSources<'_>,
        problems: &mut Vec<BuildProblem>,
    ) -> Guard {
        let mut guard = self.custom.unwrap_or_else(|| spec.build(sources, problems));
        guard.page |= spec.page;
        if self.public_document {
            guard.public_paths(["/openapi.json"])
        } else {
            guard
        }
    }
}

/// Builds the guards of a capability's adapters, in order. The values of variables come from the same places as those
/// of [`build_clients`](crate::client::build_clients).
///
/// # Errors
/// All variables without a value.
pub fn build_guards<const N: usize>(
    guards: [(&'static GuardSpec, GuardConfig); N],
    variables: &Variables,
) -> Result<[Guard; N], BuildError> {
    let sources = VariableSources::of_program(variables);
    let mut problems = Vec::new();
    let guards = guards.map(|(spec, config)| config.build(spec, sources, &mut problems));
    BuildError::check(problems).map(|()| guards)
}

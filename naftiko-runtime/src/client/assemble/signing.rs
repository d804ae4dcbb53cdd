//! The keys that seal what adapters hand out.

use std::sync::Arc;

use super::ClientBuilder;
use crate::client::{Api, BuildProblem, BuildProblemKind};
use crate::signing::SigningKeys;
use crate::variables::Unusable;

impl ClientBuilder<'_> {
    /// Returns the keys of an API with a variable for them. APIs with one variable have one random key without a value of it.
    pub(super) fn signing(&mut self, api: &Api) -> Option<Arc<SigningKeys>> {
        let variable = api.signing_key;
        if variable.is_empty() {
            return None;
        }
        if let Some((_, keys)) = self.signing.iter().find(|(known, _)| *known == variable) {
            return keys.clone();
        }
        let keys = self.signing_keys(api).map(Arc::new);
        self.signing.push((variable, keys.clone()));
        keys
    }

    fn signing_keys(&mut self, api: &Api) -> Option<SigningKeys> {
        let variable = api.signing_key;
        match self.sources.find(variable, variable) {
            Ok(keys) => match SigningKeys::parse(keys.reveal()) {
                Ok(keys) => Some(keys),
                Err(invalid) => {
                    let message = format!(
                        "the value of the variable `{variable}` {}; correct it",
                        invalid.why()
                    );
                    self.report(api, BuildProblemKind::InvalidVariable, message);
                    None
                }
            },
            Err(Unusable::Missing) => {
                tracing::info!(
                    target: "naftiko::client",
                    variable,
                    "cursors, handles and links to results are valid in this process only"
                );
                SigningKeys::random()
            }
            Err(why) => {
                let problem = BuildProblem::variable(api.name, variable, variable, why);
                self.problems.push(problem);
                None
            }
        }
    }
}

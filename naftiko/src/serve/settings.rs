//! Server settings from the environment.

use std::net::SocketAddr;
use std::num::NonZero;
use std::thread::available_parallelism;

use super::address::{Environment, variable, variable_name};
use super::bound::PlannedAdapter;
use super::{Adapter, ServeError, Server};

/// A larger number of threads is a mistake.
const MOST_WORKERS: usize = 1024;

impl Server {
    /// Returns the address of the health endpoint.
    pub(super) fn health_address(
        &self,
        environment: Environment<'_>,
    ) -> Result<Option<SocketAddr>, ServeError> {
        if self.health.is_some() {
            return Ok(self.health);
        }
        let name = variable_name(&self.name, "HEALTH_ADDRESS");
        variable(environment, name, "an IP address and a port", |text| {
            text.parse().ok()
        })
    }

    /// Returns the number of worker threads.
    pub(super) fn worker_count(&self, environment: Environment<'_>) -> Result<usize, ServeError> {
        if let Some(count) = self.workers {
            return Ok(count);
        }
        let name = variable_name(&self.name, "WORKERS");
        let expected = "a number of threads up to 1024, or `cores`";
        let count = variable(environment, name, expected, |text| match text {
            "cores" => Some(available_parallelism().map_or(1, NonZero::get)),
            number => number.parse().ok().filter(|count| *count <= MOST_WORKERS),
        });
        Ok(count?.unwrap_or_default())
    }

    /// Plans every adapter: its address and limits.
    pub(super) fn plan(&self, environment: Environment<'_>) -> Result<Vec<PlannedAdapter>, ServeError> {
        if self.adapters.is_empty() {
            return Err(ServeError::NoAdapters(self.name.clone()));
        }
        let listens = |namespace: &str| {
            let mut adapters = self.adapters.iter();
            adapters.any(|adapter| adapter.namespace() == namespace && adapter.listens())
        };
        if let Some((unknown, _)) = self.addresses.iter().find(|(namespace, _)| !listens(namespace)) {
            return Err(ServeError::UnknownAdapter(unknown.clone()));
        }
        if let Some(unknown) = self.unknown_guarded.first() {
            return Err(ServeError::UnknownAdapter(unknown.clone()));
        }
        self.adapters
            .iter()
            .map(|adapter| PlannedAdapter::new(adapter, self.chosen(adapter), self.limits, environment))
            .collect()
    }

    fn chosen(&self, adapter: &Adapter) -> Option<SocketAddr> {
        let mut addresses = self.addresses.iter();
        addresses
            .find(|(namespace, _)| namespace == adapter.namespace())
            .map(|(_, address)| *address)
    }

    /// Starts to log, if the environment asks for it.
    #[cfg(feature = "logs")]
    pub(super) fn logs(&self, environment: Environment<'_>) -> Result<bool, ServeError> {
        use super::logs::{EXPECTED, filter, install};
        let filter = variable(environment, variable_name(&self.name, "LOG"), EXPECTED, filter)?;
        Ok(filter.map(install).is_some())
    }

    #[cfg(not(feature = "logs"))]
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "it fails in other configurations"
    )]
    pub(super) fn logs(&self, _: Environment<'_>) -> Result<bool, ServeError> {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn worker_count_is_a_number_or_the_number_of_cores() {
        let count = |server: &Server, text: &str| {
            let environment = |name: &str| (name == "PARCEL_DESK_WORKERS").then(|| OsString::from(text));
            server.worker_count(&environment)
        };
        let server = Server::new("parcel-desk");
        for (text, expected) in [("", 0), ("0", 0), ("3", 3), (" 1024 ", 1024)] {
            assert!(
                matches!(count(&server, text), Ok(count) if count == expected),
                "{text}"
            );
        }
        assert!(count(&server, "cores").is_ok_and(|count| count > 0));
        for text in ["many", "-1", "1025", "1.5"] {
            let error = count(&server, text).err().map(|error| error.to_string());
            assert_eq!(
                error.as_deref(),
                Some(
                    "invalid value of `PARCEL_DESK_WORKERS`: expected a number of threads up to 1024, or `cores`"
                )
            );
        }
        // Code overrides the environment.
        assert!(count(&server.workers(2), "many").is_ok_and(|count| count == 2));
    }
}

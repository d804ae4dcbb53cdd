//! The requests of a long-running operation: the call, those for its status, and that for its result.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, Uri};
use tokio::time::Instant;

use super::resume_token::{Monitor, Track};
use super::status::{State, Status};
use crate::client::call::{OwnedCall, after};
use crate::client::response::RawResponse;
use crate::client::{Error, ErrorKind, FinalState, LongRunningError, PageError, Response};
use crate::retry_after::retry_after;

/// The headers with the address of a status.
const STATUS_LINKS: [&str; 2] = ["azure-asyncoperation", "operation-location"];

/// The first delay before a request for the status, where the API asks for none. It grows by a half each time, up to [`LONGEST_OWN`].
const FIRST: Duration = Duration::from_secs(1);
const LONGEST_OWN: Duration = Duration::from_secs(30);

/// The bounds of a delay that the API asks for: below, its server is flooded; above, a wrong header stops a program.
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(120);

/// The time for the whole operation, unless the program sets one.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// An operation from its call to its result.
pub(super) struct Run {
    call: OwnedCall,
    /// Where the status is; `None` before the call.
    pub(super) track: Option<Track>,
    delay: Delay,
    pub(super) timeout: Duration,
    /// Set by the first request.
    deadline: Option<Instant>,
}

/// The delay before the next request for the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Delay {
    next: Duration,
    own: Duration,
}

impl Delay {
    const NONE: Self = Self {
        next: Duration::ZERO,
        own: FIRST,
    };

    /// Returns the delay after a response.
    fn after(self, headers: &HeaderMap) -> Self {
        match retry_after(headers) {
            Some(asked) => Self {
                next: asked.clamp(SHORTEST, LONGEST),
                ..self
            },
            None => Self {
                next: self.own,
                own: (self.own + self.own / 2).min(LONGEST_OWN),
            },
        }
    }
}

impl Run {
    pub(super) fn new(call: OwnedCall) -> Self {
        Self {
            call,
            track: None,
            delay: Delay::NONE,
            timeout: TIMEOUT,
            deadline: None,
        }
    }

    pub(super) fn operation(&self) -> &'static str {
        self.call.operation.id()
    }

    /// Sends the call, or waits and asks for the status once. Returns the result when there is one.
    pub(super) async fn step(&mut self) -> Result<Option<Response<()>>, Error> {
        let deadline = self.deadline();
        let Some(track) = self.track.clone() else {
            return self.start(deadline).await;
        };
        let polled = self.poll(track, deadline).await;
        polled.map_err(|error| {
            if error.is_timeout() && Instant::now() >= deadline {
                self.error(LongRunningError::Deadline)
            } else if self.call.operation.is_idempotent() {
                error
            } else {
                error.after_begin()
            }
        })
    }

    fn deadline(&mut self) -> Instant {
        let timeout = self.timeout;
        *self
            .deadline
            .get_or_insert_with(|| after(Instant::now(), timeout))
    }

    fn error(&self, error: LongRunningError) -> Error {
        self.call.error(ErrorKind::LongRunning(error))
    }

    /// Sends the call. A response without a link to a status is the result.
    async fn start(&mut self, deadline: Instant) -> Result<Option<Response<()>>, Error> {
        let response = self.call.send_by(deadline).await?;
        let address = self.call.address()?;
        self.track = self
            .track_of(&response, &address)
            .map_err(|error| self.error(error))?;
        if self.track.is_none() {
            return Ok(Some(self.call.response(response)));
        }
        self.delay = self.delay.after(&response.headers);
        Ok(None)
    }

    /// Returns where the status is after the response of the call from `address`; `None` for the result.
    fn track_of(&self, response: &RawResponse, address: &Uri) -> Result<Option<Track>, LongRunningError> {
        let location = self.link(&response.headers, "location", address);
        let track = |monitor, status: Uri, location: Option<Uri>| Track {
            operation: self.operation().to_owned(),
            monitor,
            status: status.to_string(),
            resource: address.to_string(),
            location: location.map(|location| location.to_string()),
        };
        if let Some(status) = self.status_link(&response.headers, address)? {
            return Ok(Some(track(Monitor::Status, status, location?)));
        }
        let is_accepted = response.status == StatusCode::ACCEPTED;
        // The header of another success tells where a new resource is.
        if let Some(location) = location.or_else(|error| if is_accepted { Err(error) } else { Ok(None) })?
            && is_accepted
        {
            return Ok(Some(track(Monitor::Result, location, None)));
        }
        let status = Status::of(response);
        match status.state(Monitor::Resource) {
            Some(State::Running) if self.writes_resource() => {
                Ok(Some(track(Monitor::Resource, address.clone(), None)))
            }
            Some(State::Running) if is_accepted => Err(LongRunningError::NoStatus),
            Some(State::Failed) => Err(status.into_failure(false, response)),
            Some(State::Canceled) => Err(status.into_failure(true, response)),
            Some(State::Running | State::Succeeded) | None => Ok(None),
        }
    }

    /// Asks for the status after the delay, and for the result at the end.
    async fn poll(&mut self, mut track: Track, deadline: Instant) -> Result<Option<Response<()>>, Error> {
        if track.operation != self.operation() {
            return Err(self.error(LongRunningError::Token));
        }
        let at = self.at(&track.status)?;
        if after(Instant::now(), self.delay.next) > deadline {
            return Err(self.error(LongRunningError::Deadline));
        }
        tokio::time::sleep(std::mem::take(&mut self.delay.next)).await;
        let response = self.call.follow(at.clone(), deadline).await?;
        self.delay = self.delay.after(&response.headers);
        self.move_links(&mut track, &response.headers, &at)
            .map_err(|error| self.error(error))?;
        self.track = Some(track.clone());
        let status = Status::of(&response);
        match status.state(track.monitor) {
            None => Err(self.error(LongRunningError::NoStatus)),
            Some(State::Running) => Ok(None),
            Some(State::Failed) => Err(self.error(status.into_failure(false, &response))),
            Some(State::Canceled) => Err(self.error(status.into_failure(true, &response))),
            Some(State::Succeeded) => {
                let result = match self.result_link(&track, status.resource.as_deref(), &at)? {
                    Some(link) => self.call.follow(link, deadline).await?,
                    None => response,
                };
                Ok(Some(self.call.response(result)))
            }
        }
    }

    /// Takes the newer links of a response over.
    fn move_links(&self, track: &mut Track, headers: &HeaderMap, at: &Uri) -> Result<(), LongRunningError> {
        let moved = match track.monitor {
            Monitor::Status => self.status_link(headers, at)?,
            Monitor::Result => self.link(headers, "location", at)?,
            Monitor::Resource => None,
        };
        if let Some(moved) = moved {
            track.status = moved.to_string();
        }
        if track.monitor == Monitor::Status
            && let Some(location) = self.link(headers, "location", at)?
        {
            track.location = Some(location.to_string());
        }
        Ok(())
    }

    /// Returns where the result is; `None` if the last response is the result.
    fn result_link(&self, track: &Track, named: Option<&str>, at: &Uri) -> Result<Option<Uri>, Error> {
        let location = track.location.as_deref();
        let resource = Some(track.resource.as_str());
        let written = resource.filter(|_| self.writes_resource());
        let link = match (track.monitor, self.call.operation.final_state) {
            (Monitor::Result | Monitor::Status, FinalState::Resource) => resource,
            (Monitor::Result | Monitor::Resource, _) => None,
            (Monitor::Status, FinalState::Location) => location,
            (Monitor::Status, FinalState::Status) => written,
            (Monitor::Status, FinalState::ByMethod) => {
                let created = location.filter(|_| self.call.operation.method != Method::DELETE);
                let link = named.map(|named| self.resolved(at, named));
                if let Some(link) = link {
                    return link.map(Some).map_err(|error| self.error(error));
                }
                written.or(created)
            }
        };
        link.map(|link| self.at(link)).transpose()
    }

    /// Returns whether the address of the request is that of the result.
    fn writes_resource(&self) -> bool {
        matches!(self.call.operation.method, Method::PUT | Method::PATCH)
    }

    fn status_link(&self, headers: &HeaderMap, from: &Uri) -> Result<Option<Uri>, LongRunningError> {
        for name in STATUS_LINKS {
            if let Some(link) = self.link(headers, name, from)? {
                return Ok(Some(link));
            }
        }
        Ok(None)
    }

    /// Returns the address in a header of the response from an address.
    fn link(&self, headers: &HeaderMap, name: &str, from: &Uri) -> Result<Option<Uri>, LongRunningError> {
        let Some(value) = headers.get(name).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let text = value.to_str().map_err(|_| LongRunningError::InvalidLink)?;
        self.resolved(from, text).map(Some)
    }

    fn resolved(&self, from: &Uri, reference: &str) -> Result<Uri, LongRunningError> {
        let resolved = self.call.resolve(from, reference);
        resolved.map_err(|error| match error {
            PageError::OtherOrigin => LongRunningError::OtherOrigin,
            _ => LongRunningError::InvalidLink,
        })
    }

    /// Returns an address of a track, which may come from another process. An absolute one needs no other address.
    fn at(&self, address: &str) -> Result<Uri, Error> {
        let resolved = self.resolved(&Uri::default(), address);
        resolved.map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::RETRY_AFTER;

    use super::*;

    #[test]
    fn delay_is_that_of_the_api_within_bounds_or_grows() {
        let asked = |seconds: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(seconds))]);
            Delay::NONE.after(&headers).next
        };
        assert_eq!(asked("7"), Duration::from_secs(7));
        assert_eq!(asked("0"), SHORTEST);
        assert_eq!(asked("86400"), LONGEST);
        let mut delay = Delay::NONE;
        let mut delays = Vec::new();
        for _ in 0..12 {
            delay = delay.after(&HeaderMap::new());
            delays.push(delay.next.as_millis());
        }
        assert_eq!(delays[..4], [1000, 1500, 2250, 3375]);
        assert_eq!(delays.last(), Some(&30_000));
    }
}

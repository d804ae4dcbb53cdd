//! The requests of a long-running operation: the call, those for its status, and that for its result.

mod resume_token;
mod status;

pub use resume_token::{InvalidResumeToken, ResumeToken};

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, Uri};
use tokio::time::Instant;

use self::resume_token::{Monitor, Track};
use self::status::{State, Status};
use super::{OwnedCall, after};
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
const TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// An operation from its call to its result.
pub(crate) struct Run {
    call: OwnedCall,
    /// Where the status is; `None` before the call.
    track: Option<Track>,
    delay: Delay,
    pub(crate) timeout: Duration,
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
    pub(crate) fn new(call: OwnedCall) -> Self {
        Self {
            call,
            track: None,
            delay: Delay::NONE,
            timeout: TIMEOUT,
            deadline: None,
        }
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.call.operation.id()
    }

    /// Goes on with an operation that has begun, in place of the call.
    pub(crate) fn resume(&mut self, token: &ResumeToken) {
        self.track = Some((*token.0).clone());
    }

    /// Returns by what the operation is resumed, if it has begun.
    pub(crate) fn resume_token(&self) -> Option<ResumeToken> {
        self.track.clone().map(|track| ResumeToken(Box::new(track)))
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.track.is_some()
    }

    /// Returns whether a second call has no further effect.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.call.operation.is_idempotent()
    }

    /// Returns the time until the next request for the status.
    #[cfg(feature = "mcp")]
    pub(crate) fn delay(&self) -> Duration {
        self.delay.next
    }

    /// Sets the end of the requests for the status.
    #[cfg(feature = "mcp")]
    pub(crate) fn end_by(&mut self, deadline: Instant) {
        self.deadline = Some(deadline);
    }

    /// Returns a response of the operation.
    pub(crate) fn response(&self, raw: RawResponse) -> Response<()> {
        self.call.response(raw)
    }

    /// Sends the call, or waits and asks for the status once. Returns the response with the result when there is one.
    pub(crate) async fn step(&mut self) -> Result<Option<RawResponse>, Error> {
        let deadline = self.deadline();
        let Some(track) = self.track.clone() else {
            return self.start(deadline).await;
        };
        let polled = self.poll(track, deadline).await;
        polled.map_err(|error| {
            if error.is_timeout() && Instant::now() >= deadline {
                self.error(LongRunningError::Deadline)
            } else {
                error
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
    async fn start(&mut self, deadline: Instant) -> Result<Option<RawResponse>, Error> {
        let response = self.call.send_by(deadline).await?;
        let address = self.call.address()?;
        self.track = self
            .track_of(&response, &address)
            .map_err(|error| self.error(error))?;
        if self.track.is_none() {
            return Ok(Some(response));
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
            resource: self.needs_resource().then(|| address.to_string()),
            location: location.map(|location| location.to_string()),
        };
        if let Some(status) = self.status_link(&response.headers, address)? {
            let location = location?.filter(|_| self.needs_location());
            return Ok(Some(track(Monitor::Status, status, location)));
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
    async fn poll(&mut self, mut track: Track, deadline: Instant) -> Result<Option<RawResponse>, Error> {
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
                Ok(Some(result))
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
            && self.needs_location()
            && let Some(location) = self.link(headers, "location", at)?
        {
            track.location = Some(location.to_string());
        }
        Ok(())
    }

    /// Returns where the result is; `None` if the last response is the result.
    fn result_link(&self, track: &Track, named: Option<&str>, at: &Uri) -> Result<Option<Uri>, Error> {
        let (location, resource) = (track.location.as_deref(), track.resource.as_deref());
        let written = resource.filter(|_| self.writes_resource());
        let link = match (track.monitor, self.call.operation.final_state) {
            (Monitor::Result | Monitor::Status, FinalState::Resource) => resource,
            (Monitor::Result | Monitor::Resource, _) => None,
            (Monitor::Status, FinalState::Location) => location,
            (Monitor::Status, FinalState::Status) => written,
            (Monitor::Status, FinalState::ByMethod) => {
                let created = location.filter(|_| self.needs_location());
                let link = named.map(|named| self.resolved(at, named));
                if let Some(link) = link {
                    return link.map(Some).map_err(|error| self.error(error));
                }
                written.or(created)
            }
        };
        link.map(|link| self.at(link)).transpose()
    }

    /// Returns whether the result may be at the address of the request.
    fn needs_resource(&self) -> bool {
        self.writes_resource() || self.call.operation.final_state == FinalState::Resource
    }

    /// Returns whether the result may be at the address in `Location` beside that of a status.
    fn needs_location(&self) -> bool {
        match self.call.operation.final_state {
            FinalState::Location => true,
            FinalState::ByMethod => !self.writes_resource() && self.call.operation.method != Method::DELETE,
            FinalState::Resource | FinalState::Status => false,
        }
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

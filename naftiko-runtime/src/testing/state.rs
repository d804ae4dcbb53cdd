//! Fake APIs with their state: a function from a request to a response.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use serde_json::{Value, json};

use super::calls::ReceivedCall;
use super::description::{
    Credential, Description, Operation, Place, TOKENS, TokenEndpoint, TokenPlaces, Upstream,
};
use super::fault::{Fault, fails};
use super::matching::{self, Found, Match};
use super::record::{Recorder, not_stored};
use super::replay::Replay;
use super::response::UpstreamResponse;
use super::serve::Settings;
use super::token::Tokens;
use super::{recording, text};
use crate::lock::lock;
use crate::media_type::essence;

/// The fake APIs of a description.
pub(super) struct ServedApis {
    pub(super) description: Description,
    settings: Settings,
    /// Sends requests on to the APIs, if their responses are recorded.
    recorder: Option<Recorder>,
    state: Mutex<State>,
}

/// The path of the statuses of long-running operations, before their numbers.
const STATUSES: &str = "/-/operation/";

/// What a request is for.
enum Target<'d> {
    TokenEndpoint(&'d TokenEndpoint),
    /// The status of an accepted call with this number.
    Status(usize),
    Api {
        upstream: &'d Upstream,
        /// The path and query below its address.
        below: String,
        found: Match<'d>,
    },
    /// Nothing, with the status and the reason.
    Unknown(u16, String),
}

impl<'d> Target<'d> {
    fn operation(&self) -> Option<&'d Operation> {
        match self {
            Self::Api {
                found: Match::Found(found),
                ..
            } => Some(found.operation),
            _ => None,
        }
    }
}

/// What changes while fake APIs are called.
#[derive(Default)]
struct State {
    tokens: Tokens,
    calls: Vec<ReceivedCall>,
    /// The responses that the program has set, by the index of the operation.
    responses: HashMap<usize, SetResponse>,
    /// The faults of the next calls, by the index of the operation.
    faults: HashMap<usize, VecDeque<Fault>>,
    /// The number of requests.
    received: u64,
    /// The recorded responses.
    replay: Replay,
    /// The calls that were accepted: the operation, and whether its status was asked for.
    accepted: Vec<(usize, bool)>,
}

/// A response that a program has set.
#[derive(Clone, Debug)]
pub(super) enum SetResponse {
    Json(String),
    Status(u16),
}

impl ServedApis {
    /// Creates fake APIs. The error names a folder of recordings that cannot be read or created.
    pub(super) fn new(description: Description, settings: Settings) -> io::Result<Self> {
        let recorder = settings.record.as_deref().map(Recorder::new).transpose()?;
        let calls = settings.replay.as_deref().map(recording::read).transpose()?;
        let state = State {
            replay: Replay::new(calls.unwrap_or_default()),
            ..State::default()
        };
        Ok(Self {
            description,
            settings,
            recorder,
            state: Mutex::new(state),
        })
    }

    /// Returns the index of an operation, `namespace.operation`.
    pub(super) fn operation(&self, id: &str) -> Option<usize> {
        let mut operations = self.description.operations.iter();
        operations.position(|operation| operation.id == id)
    }

    pub(super) fn set_response(&self, operation: usize, response: SetResponse) {
        lock(&self.state).responses.insert(operation, response);
    }

    pub(super) fn add_fault(&self, operation: usize, fault: Fault) {
        let mut state = lock(&self.state);
        state.faults.entry(operation).or_default().push_back(fault);
    }

    pub(super) fn expire_tokens(&self) {
        lock(&self.state).tokens.expire();
    }

    pub(super) fn calls(&self) -> Vec<ReceivedCall> {
        lock(&self.state).calls.clone()
    }

    /// Returns the response to a request, and records it.
    pub(super) async fn respond(&self, request: Request<Bytes>) -> UpstreamResponse {
        let call = ReceivedCall::new(request);
        let target = self.target(&call);
        let mut response = match &self.recorder {
            Some(recorder) => self.recorded(recorder, &target, &call).await,
            None => self.made(&target, &call),
        };
        response.delay += self.settings.delay;
        let operation = target.operation().map(|operation| operation.id.as_str());
        let call = call.with(operation, &response);
        match &self.settings.observer {
            Some(observer) => observer(&call),
            None => lock(&self.state).calls.push(call),
        }
        response
    }

    /// Returns what a request is for.
    fn target(&self, call: &ReceivedCall) -> Target<'_> {
        let path = call.uri().path();
        let api_named = |name: &str| {
            let mut apis = self.description.apis.iter().enumerate();
            apis.find(|(_, api)| api.name == name)
        };
        if let Some(name) = path.strip_prefix(TOKENS) {
            let api = api_named(&text::decoded(name));
            return match api.and_then(|(_, api)| api.token_endpoint.as_ref()) {
                Some(endpoint) => Target::TokenEndpoint(endpoint),
                None => Target::Unknown(404, "No token endpoint is at this path.".to_owned()),
            };
        }
        if let Some(number) = path.strip_prefix(STATUSES) {
            return Target::Status(number.parse().unwrap_or(usize::MAX));
        }
        let path = path.trim_start_matches('/');
        let (name, path) = path.split_at(path.find('/').unwrap_or(path.len()));
        let Some((index, api)) = api_named(&text::decoded(name)) else {
            let names: Vec<&str> = self
                .description
                .apis
                .iter()
                .map(|api| api.name.as_str())
                .collect();
            let names = names.join("`, `");
            let detail = format!("No API is at this path. The first segment must be one of `{names}`.");
            return Target::Unknown(404, detail);
        };
        let query = call.uri().query().unwrap_or_default();
        let below = if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        };
        Target::Api {
            upstream: &api.upstream,
            below,
            found: matching::find(&self.description, index, call, path),
        }
    }

    fn made(&self, target: &Target<'_>, call: &ReceivedCall) -> UpstreamResponse {
        match target {
            Target::TokenEndpoint(endpoint) => self.issue(endpoint, call),
            Target::Status(number) => self.status(*number, call),
            Target::Unknown(status, detail) => UpstreamResponse::problem(*status, detail),
            Target::Api { below, found, .. } => match found {
                Match::Found(found) => self.call(found, call, below),
                Match::OtherMethod(methods) => UpstreamResponse::other_method(methods),
                Match::UnknownPath(known) => UpstreamResponse::unknown_path(known),
            },
        }
    }

    /// Returns the response of the API itself, which is stored if it is that of an operation.
    async fn recorded(
        &self,
        recorder: &Recorder,
        target: &Target<'_>,
        call: &ReceivedCall,
    ) -> UpstreamResponse {
        let (upstream, below, operation) = match target {
            Target::Unknown(status, detail) => return UpstreamResponse::problem(*status, detail),
            // The API has its statuses at addresses of its own.
            Target::Status(_) => return unknown_status(),
            Target::TokenEndpoint(endpoint) => (&endpoint.upstream, "", None),
            Target::Api { upstream, below, .. } => (*upstream, below.as_str(), target.operation()),
        };
        let response = match recorder.send(upstream, call, below).await {
            Ok(response) => response,
            Err(problem) => return problem,
        };
        if let Some(operation) = operation
            && let Err(error) = recorder.store(&self.description, operation, (call, below), &response)
        {
            return not_stored(recorder.folder(), &error);
        }
        response
    }

    /// Returns the response of an operation.
    fn call(&self, found: &Found<'_>, call: &ReceivedCall, below: &str) -> UpstreamResponse {
        let (index, operation) = (found.index, found.operation);
        self.expire_if_told(index);
        if let Some(rejection) = self.rejection(operation, call) {
            return rejection;
        }
        if !found.problems.is_empty() {
            return UpstreamResponse::invalid(&found.problems);
        }
        let (fault, failure) = self.fault(index);
        let status = match fault {
            Some(Fault::Status(status)) => Some(status),
            _ => failure,
        };
        if let Some(status) = status {
            return error(operation, status);
        }
        let replayed = lock(&self.state)
            .replay
            .response(&operation.id, call.method().as_str(), below);
        let accepts = self.settings.accepts && operation.long_running && replayed.is_none();
        if accepts || fault == Some(Fault::Accepted) {
            return self.accept(index);
        }
        let mut response = replayed.unwrap_or_else(|| self.success(index, operation));
        self.add_token(operation, &mut response);
        match fault {
            Some(Fault::Delay(delay)) => response.delay += delay,
            Some(Fault::BrokenBody) => response.is_broken = true,
            Some(Fault::Status(_) | Fault::ExpiredToken | Fault::Accepted) | None => {}
        }
        response
    }

    /// Accepts a call, whose status comes later.
    fn accept(&self, index: usize) -> UpstreamResponse {
        let mut state = lock(&self.state);
        let number = state.accepted.len();
        state.accepted.push((index, false));
        running(number)
    }

    /// Returns the status of an accepted call: it is running at first, and then the result.
    fn status(&self, number: usize, call: &ReceivedCall) -> UpstreamResponse {
        let accepted = lock(&self.state).accepted.get(number).copied();
        let found = accepted.and_then(|(index, was_asked)| {
            let operation = self.description.operations.get(index)?;
            Some((index, operation, was_asked))
        });
        let Some((index, operation, was_asked)) = found else {
            return unknown_status();
        };
        if let Some(rejection) = self.rejection(operation, call) {
            return rejection;
        }
        if !was_asked {
            if let Some((_, was_asked)) = lock(&self.state).accepted.get_mut(number) {
                *was_asked = true;
            }
            return running(number);
        }
        let mut response = self.success(index, operation);
        // Documents describe the response that begins the operation too.
        if response.status == 202 {
            response.status = if response.body.is_empty() { 204 } else { 200 };
        }
        response
    }

    /// Lets every token expire if that is the next fault of an operation. It comes before the check of credentials, and others after it, since a
    /// client repeats a rejected call.
    fn expire_if_told(&self, index: usize) {
        let mut state = lock(&self.state);
        let faults = state.faults.entry(index).or_default();
        if faults.front() == Some(&Fault::ExpiredToken) {
            faults.pop_front();
            state.tokens.expire();
        }
    }

    /// Returns the fault of a call, and the status if it is one of the share that fails.
    fn fault(&self, index: usize) -> (Option<Fault>, Option<u16>) {
        let mut state = lock(&self.state);
        let number = state.received;
        state.received += 1;
        let fault = state.faults.get_mut(&index).and_then(VecDeque::pop_front);
        let mut failures = (0..).zip(&self.settings.failures);
        let failing = failures.find(|(place, failure)| {
            // Each share has numbers of its own.
            fails(**failure, self.settings.seed.wrapping_add(*place), number)
        });
        (fault, failing.map(|(_, failure)| failure.status))
    }

    /// Returns the successful response: that of the program, or the described one.
    fn success(&self, index: usize, operation: &Operation) -> UpstreamResponse {
        let described = &operation.response;
        match lock(&self.state).responses.get(&index) {
            Some(SetResponse::Status(status)) => error(operation, *status),
            Some(SetResponse::Json(body)) => {
                UpstreamResponse::new(described.status, "application/json", body.clone())
            }
            None if described.status >= 400 => {
                let detail = "No response can be made in this format. Record one, and replay it.";
                UpstreamResponse::problem(described.status, detail)
            }
            None => UpstreamResponse::new(described.status, &described.media_type, described.body.clone()),
        }
    }

    /// Writes a new token into the response of an operation that returns tokens. Those of recordings are struck out.
    fn add_token(&self, operation: &Operation, response: &mut UpstreamResponse) {
        let is_success = (200..300).contains(&response.status);
        let Some(places) = operation.token.as_ref().filter(|_| is_success) else {
            return;
        };
        let mut body = serde_json::from_slice(&response.body).unwrap_or_else(|_| json!({}));
        let mut state = lock(&self.state);
        state
            .tokens
            .issue(self.settings.token_lifetime, places, &mut body);
        response.body = body.to_string().into();
    }

    /// Returns the response to a request without valid credentials.
    fn rejection(&self, operation: &Operation, call: &ReceivedCall) -> Option<UpstreamResponse> {
        let api = self.description.apis.get(operation.api)?;
        api.credentials
            .iter()
            .find_map(|credential| self.credential_problem(credential, call))
    }

    fn credential_problem(&self, credential: &Credential, call: &ReceivedCall) -> Option<UpstreamResponse> {
        let Credential { place, name, .. } = credential;
        let scheme = credential.scheme.as_deref();
        let rejected = |problem: &str| {
            let detail = format!("The credential in the {} `{name}` {problem}.", place.shown());
            Some(UpstreamResponse::unauthorized(&detail, challenge(scheme)))
        };
        let sent = match place {
            Place::Header => call.header(name).map(str::to_owned),
            Place::Query => call.query(name),
            Place::Cookie => None,
        };
        let Some(sent) = sent.filter(|sent| !sent.is_empty()) else {
            return rejected("is missing");
        };
        let value = match scheme {
            None => sent.as_str(),
            Some(scheme) => match sent.split_once(' ') {
                Some((found, value)) if found.eq_ignore_ascii_case(scheme) => value.trim(),
                _ => return rejected(&format!("must have the scheme `{scheme}`")),
            },
        };
        if credential.issued && !lock(&self.state).tokens.is_valid(value) {
            return rejected("has expired, or was not issued here");
        }
        None
    }

    /// Issues a token of OAuth 2.
    fn issue(&self, endpoint: &TokenEndpoint, call: &ReceivedCall) -> UpstreamResponse {
        if let Some(reason) = token_problem(endpoint, call) {
            let body = json!({"error": "invalid_request", "error_description": reason});
            return UpstreamResponse::new(400, "application/json", body.to_string());
        }
        let mut body = json!({"token_type": "Bearer"});
        let places: &TokenPlaces = &endpoint.token;
        let mut state = lock(&self.state);
        state
            .tokens
            .issue(self.settings.token_lifetime, places, &mut body);
        UpstreamResponse::new(200, "application/json", body.to_string())
    }
}

/// Returns what is wrong with a token request.
fn token_problem(endpoint: &TokenEndpoint, call: &ReceivedCall) -> Option<String> {
    if call.method() != http::Method::POST {
        return Some("the method must be POST".to_owned());
    }
    let sent = essence(call.header(CONTENT_TYPE.as_str()).unwrap_or_default());
    if sent != endpoint.media_type {
        return Some(format!(
            "the body must be `{}`, and is `{sent}`",
            endpoint.media_type
        ));
    }
    let form = text::pairs(&String::from_utf8_lossy(call.body()));
    let json = call.json();
    let field = |name: &str| {
        let in_form = form.iter().find(|(known, _)| known == name);
        let in_form = in_form.map(|(_, value)| value.as_str());
        in_form.or_else(|| json.get(name).and_then(Value::as_str))
    };
    if field("grant_type") != Some(&endpoint.grant) {
        return Some(format!("`grant_type` must be `{}`", endpoint.grant));
    }
    let has_client = field("client_id").is_some() || call.header(AUTHORIZATION.as_str()).is_some();
    (!has_client).then(|| "the credentials of the client are missing".to_owned())
}

/// Returns the value of `WWW-Authenticate` for a scheme.
fn challenge(scheme: Option<&str>) -> &'static str {
    match scheme {
        Some("Basic") => "Basic realm=\"fake\"",
        Some("Digest") => "Digest realm=\"fake\", nonce=\"fake\", qop=\"auth\"",
        _ => "Bearer error=\"invalid_token\"",
    }
}

/// Returns the response to a call that is accepted, and to a request for its status while it is running.
fn running(number: usize) -> UpstreamResponse {
    let response = UpstreamResponse::new(202, "", Bytes::new());
    let response = response.header(LOCATION, &format!("{STATUSES}{number}"));
    response.header(RETRY_AFTER, "0")
}

fn unknown_status() -> UpstreamResponse {
    UpstreamResponse::problem(404, "No long-running operation has its status here.")
}

/// Returns an error response: the one that the document describes, or a problem document.
fn error(operation: &Operation, status: u16) -> UpstreamResponse {
    match &operation.error {
        Some(body) => UpstreamResponse::new(status, "application/json", body.clone()),
        None => UpstreamResponse::problem(status, "The fake API was told to fail."),
    }
}

/// The lifetime of tokens, unless it is set.
pub(super) const TOKEN_LIFETIME: Duration = Duration::from_secs(3600);

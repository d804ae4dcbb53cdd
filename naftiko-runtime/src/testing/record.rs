//! A proxy that records what APIs return, without credentials.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{env, fs, io};

use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, COOKIE, HOST, PROXY_AUTHORIZATION, TE,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, Request, Uri};
use http_body_util::{BodyExt as _, Limited};

use super::calls::ReceivedCall;
use super::description::{Description, Operation, Place, Upstream};
use super::recording::RecordedCall;
use super::response::UpstreamResponse;
use super::text;
use crate::client::{Body, HttpService};
use crate::lock::lock;

/// The largest response that is recorded.
const LARGEST: usize = 64 << 20;

/// What takes the place of credentials.
const STRUCK_OUT: &str = "***";

/// The shortest text that is looked for as a credential. A shorter one is in other texts by chance.
const SHORTEST: usize = 4;

/// Headers of one connection, and those that the recorder's own client sets.
const OWN: [HeaderName; 7] = [
    ACCEPT_ENCODING,
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Sends requests to the APIs, and writes what they return into a folder.
#[derive(Debug)]
pub(super) struct Recorder {
    folder: PathBuf,
    service: HttpService,
    /// The last number of each folder.
    numbers: Mutex<HashMap<PathBuf, usize>>,
}

impl Recorder {
    /// Creates a recorder, and its folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            service: HttpService::default_client().map_err(io::Error::other)?,
            numbers: Mutex::default(),
        })
    }

    /// Sends a request to an API, with the path and query below its address.
    pub(super) async fn send(
        &self,
        upstream: &Upstream,
        call: &ReceivedCall,
        below: &str,
    ) -> Result<UpstreamResponse, UpstreamResponse> {
        let failed = |reason: String| UpstreamResponse::problem(502, &reason);
        let address = upstream.address(&|name| env::var(name).ok()).map_err(failed)?;
        let uri: Uri = joined(&address, below)
            .parse()
            .map_err(|_| failed(format!("`{address}` is not the address of an API.")))?;
        let mut request = Request::new(Body::from(call.body().clone()));
        *request.method_mut() = call.method().clone();
        *request.headers_mut() = without_own(call.headers());
        let host = uri.host().unwrap_or_default().to_owned();
        *request.uri_mut() = uri;
        let response = self.service.send(request).await;
        let response = response.map_err(|error| failed(format!("`{host}` cannot be called: {error}.")))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body =
            body.map_err(|error| failed(format!("The response of `{host}` cannot be read: {error}.")))?;
        let mut response = UpstreamResponse::new(head.status.as_u16(), "", body.to_bytes());
        for (name, value) in &without_own(&head.headers) {
            if let Ok(value) = value.to_str() {
                response = response.header(name.clone(), value);
            }
        }
        Ok(response)
    }

    /// Writes a call of an operation into a new file. A full disk leaves none.
    pub(super) fn store(
        &self,
        description: &Description,
        operation: &Operation,
        (call, below): (&ReceivedCall, &str),
        response: &UpstreamResponse,
    ) -> io::Result<()> {
        let secrets = Secrets::of(description, operation, call);
        let text = std::str::from_utf8(&response.body);
        let headers: HeaderMap = response.headers().collect();
        let recorded = RecordedCall {
            operation: operation.id.clone(),
            path: operation.shown_path.clone(),
            method: call.method().to_string(),
            uri: secrets.struck_out(below),
            sent: secrets.struck_out(&String::from_utf8_lossy(call.body())),
            status: response.status,
            headers: RecordedCall::headers(&headers)
                .into_iter()
                .map(|(name, value)| (name, secrets.struck_out(&value)))
                .collect(),
            received: match text {
                Ok(text) => secrets.struck_out(&operation.without_token(text)).into(),
                Err(_) => response.body.clone(),
            },
        };
        self.write(&operation.id, &recorded.text())
    }

    fn write(&self, operation: &str, text: &str) -> io::Result<()> {
        let (api, name) = operation.rsplit_once('.').unwrap_or(("", operation));
        let folder = self.folder.join(text::encoded(api)).join(text::encoded(name));
        fs::create_dir_all(&folder)?;
        let mut numbers = lock(&self.numbers);
        let number = match numbers.get(&folder) {
            Some(number) => number + 1,
            None => 1 + last_number(&folder)?,
        };
        let path = folder.join(format!("{number:04}.json"));
        let staged = folder.join(format!("{number:04}.tmp"));
        let written = fs::write(&staged, text).and_then(|()| fs::rename(&staged, &path));
        if written.is_err() {
            // The first error is returned.
            let _ = fs::remove_file(&staged);
        }
        numbers.insert(folder, number);
        written
    }
}

/// Returns the largest number of a file in a folder.
fn last_number(folder: &Path) -> io::Result<usize> {
    let mut last = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last)
}

fn without_own(headers: &HeaderMap) -> HeaderMap {
    let kept = headers.iter().filter(|(name, _)| !OWN.contains(name));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Returns an address with the path and query below it. An address may have a query, as some token endpoints do.
fn joined(address: &str, below: &str) -> String {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let (path, more) = below.split_once('?').unwrap_or((below, ""));
    let pairs = [query, more].into_iter().filter(|pairs| !pairs.is_empty());
    let query = pairs.collect::<Vec<_>>().join("&");
    let start = if path.is_empty() {
        address.to_owned()
    } else {
        format!(
            "{}/{}",
            address.trim_end_matches('/'),
            path.trim_start_matches('/')
        )
    };
    if query.is_empty() {
        start
    } else {
        format!("{start}?{query}")
    }
}

/// The credentials of a call, and the values of the spec's variables.
struct Secrets(Vec<String>);

impl Secrets {
    fn of(description: &Description, operation: &Operation, call: &ReceivedCall) -> Self {
        let variables = description
            .variables
            .iter()
            .filter(|variable| !variable.is_address);
        let mut found: Vec<String> = variables
            .filter_map(|variable| env::var(&variable.environment).ok())
            .collect();
        let headers = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION];
        found.extend(
            headers
                .iter()
                .flat_map(|name| text::header(call.headers(), name.as_str()))
                .map(str::to_owned),
        );
        let api = description.apis.get(operation.api);
        for credential in api.into_iter().flat_map(|api| &api.credentials) {
            match credential.place {
                Place::Header => found.extend(call.header(&credential.name).map(str::to_owned)),
                Place::Query => found.extend(raw_values(call, &credential.name)),
                Place::Cookie => {}
            }
        }
        // A token without its scheme.
        let bare: Vec<String> = found
            .iter()
            .filter_map(|text| text.split_once(' ').map(|(_, token)| token.to_owned()))
            .collect();
        found.extend(bare);
        found.retain(|text| text.len() >= SHORTEST);
        // A longer one may contain a shorter one.
        found.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Self(found)
    }

    fn struck_out(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret, STRUCK_OUT))
    }
}

/// Returns the values of a query parameter as they are written, and decoded.
fn raw_values(call: &ReceivedCall, name: &str) -> Vec<String> {
    let query = call.uri().query().unwrap_or_default();
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let own = pairs.filter(|(known, _)| text::decoded(known) == name);
    own.flat_map(|(_, value)| [value.to_owned(), text::decoded(value).into_owned()])
        .collect()
}

impl Operation {
    /// Returns the body of a response without the token that it issues.
    fn without_token(&self, body: &str) -> String {
        let token = self.token.as_ref().and_then(|places| places.token.as_ref());
        let token = token.and_then(|path| super::token::find(body, path));
        match token.filter(|token| token.len() >= SHORTEST) {
            Some(token) => body.replace(&token, STRUCK_OUT),
            None => body.to_owned(),
        }
    }
}

/// Returns the body of a stored response as it is sent on.
pub(super) fn not_stored(folder: &Path, error: &io::Error) -> UpstreamResponse {
    let detail = format!(
        "The response cannot be stored in `{}`: {error}. Free space, or record into another folder.",
        folder.display()
    );
    UpstreamResponse::problem(500, &detail)
}

impl Recorder {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_joined_with_what_is_below() {
        for (address, below, expected) in [
            (
                "https://a.test/v1",
                "/orders/7?x=1",
                "https://a.test/v1/orders/7?x=1",
            ),
            ("https://a.test/v1/", "/orders", "https://a.test/v1/orders"),
            ("https://a.test/token?v=2", "", "https://a.test/token?v=2"),
            ("https://a.test/token?v=2", "?w=3", "https://a.test/token?v=2&w=3"),
        ] {
            assert_eq!(joined(address, below), expected);
        }
    }

    #[test]
    fn secret_is_struck_out_wherever_it_is() {
        let secrets = Secrets(vec!["Bearer abcdef".to_owned(), "abcdef".to_owned()]);
        assert_eq!(
            secrets.struck_out("?key=abcdef&x=Bearer abcdef"),
            "?key=***&x=***"
        );
    }

    #[test]
    fn files_are_numbered_after_those_that_exist() -> io::Result<()> {
        let folder = env::temp_dir().join(format!("naftiko-recorder-{}", std::process::id()));
        for round in 1..=2 {
            let recorder = Recorder::new(&folder)?;
            recorder.write("shop.get", "a")?;
            recorder.write("shop.get", "b")?;
            assert_eq!(super::super::recording::files(&folder)?.len(), 2 * round);
        }
        fs::remove_dir_all(folder)
    }
}

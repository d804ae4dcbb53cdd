//! The capability over fake APIs, which need no network and no account.

__uses__

/// The body of every response. Write here what your API returns.
const RESPONSE: &str = r#"__response__"#;

/// Answers a request.
fn response() -> FakeResponse {
    let response = FakeResponse::body(200, Bytes::from_static(RESPONSE.as_bytes()));
    response.header("content-type", "application/json")
}

/// Returns the capability with a fake API in place of each API.
pub(crate) fn capability() -> Result<Capability, BuildError> {
    let api = FakeTransport::new(|_| response());
    let fake = |config: Config| config.base_uri("https://fake.test").transport(api.clone());
    let builder = Capability::builder();
__settings__
    builder.build()
}


/// The body of every response. Write here what your API returns.
const RESPONSE: &str = r#"__body__"#;

/// Answers a request.
fn response() -> FakeResponse {
    let response = FakeResponse::body(200, Bytes::from_static(RESPONSE.as_bytes()));
    response.header("content-type", "application/json")
}

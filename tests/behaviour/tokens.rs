//! Tests of tokens that the client fetches from a fake authorization server.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::tolls::Capability;

/// `toll-id:toll+secret`: form-encoded.
const BASIC: &str = "Basic dG9sbC1pZDp0b2xsK3NlY3JldA==";

#[derive(Default)]
struct Ledger {
    /// Token requests: path, authorization, media type and body.
    asked: Vec<[String; 4]>,
    /// The valid token of each API.
    valid: Vec<String>,
    calls: usize,
    /// The lifetime of tokens of `ferries`, in seconds from now.
    life: u64,
}

type Shared = Arc<Mutex<Ledger>>;

struct Authority {
    address: SocketAddr,
    ledger: Shared,
}

impl Authority {
    async fn start() -> Self {
        let ledger = Shared::default();
        ledger.lock().unwrap().life = 3600;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&ledger));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, ledger }
    }

    fn capability(&self) -> Capability {
        let uri = format!("http://{}", self.address);
        Capability::builder()
            .variable("TOLL_HOST", &uri)
            .variable("TOLL_ID", "toll-id")
            .variable("TOLL_SECRET", "toll secret")
            .variable("TOLL_PASSWORD", "pass \"word\"")
            .lanes(|api| api.base_uri(&uri))
            .bridges(|api| api.base_uri(&uri))
            .login(|api| api.base_uri(&uri))
            .ferries(|api| api.base_uri(&uri))
            .build()
            .unwrap()
    }

    fn revoke(&self) {
        self.ledger.lock().unwrap().valid.clear();
    }

    /// Returns the numbers of token requests and calls.
    fn counts(&self) -> (usize, usize) {
        let ledger = self.ledger.lock().unwrap();
        (ledger.asked.len(), ledger.calls)
    }

    fn asked(&self, index: usize) -> [String; 4] {
        self.ledger.lock().unwrap().asked[index].clone()
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

async fn answer(State(ledger): State<Shared>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = parts.uri.path();
    let authorization = header(&parts.headers, "authorization").to_owned();
    let mut ledger = ledger.lock().unwrap();
    if path.ends_with("/token") {
        let text = String::from_utf8(body.to_vec()).unwrap();
        let media_type = header(&parts.headers, "content-type").to_owned();
        ledger
            .asked
            .push([path.to_owned(), authorization, media_type, text]);
        let token = format!("token-{}", ledger.asked.len());
        ledger.valid = vec![token.clone()];
        return axum::Json(match path {
            "/lanes/token" => json!({"access_token": token, "token_type": "Bearer", "expires_in": 18000}),
            "/bridges/token" => {
                json!({"data": [{"token": token, "seconds": "600"}], "access_token": "wrong"})
            }
            _ => json!({"token": token, "ends": (now() + ledger.life).to_string()}),
        })
        .into_response();
    }
    ledger.calls += 1;
    let own = header(&parts.headers, "x-toll-token");
    let token = authorization.strip_prefix("Bearer ").unwrap_or(own);
    if path == "/lanes/unknown" || !ledger.valid.iter().any(|valid| valid == token) {
        let status = if path == "/bridges" {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::FORBIDDEN
        };
        return (status, axum::Json(json!({"message": "Unauthorized"}))).into_response();
    }
    axum::Json(json!([{"id": 1}])).into_response()
}

fn now() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap().as_secs()
}

#[tokio::test]
async fn token_request_sends_basic_credentials_and_json() {
    let authority = Authority::start().await;
    let capability = authority.capability();
    capability.lanes().list_lanes("a1").await.unwrap();
    let [path, authorization, media_type, body] = authority.asked(0);
    assert_eq!((path.as_str(), authorization.as_str()), ("/lanes/token", BASIC));
    assert_eq!(media_type, "application/json");
    assert_eq!(
        serde_json::from_str::<Value>(&body).unwrap(),
        json!({
            "grant_type": "client_credentials",
            "scope": "lanes:read lanes:write",
            "audience": "https://lanes.test",
            "tenant": "t-toll-id",
        })
    );
}

#[tokio::test]
async fn a_403_renews_the_token_where_the_spec_says_so_and_no_more_than_once_a_minute() {
    let authority = Authority::start().await;
    let capability = authority.capability();
    capability.lanes().list_lanes("a1").await.unwrap();
    authority.revoke();
    capability.lanes().list_lanes("a1").await.unwrap();
    assert_eq!(authority.counts(), (2, 3));
    for _ in 0..5 {
        let error = capability.lanes().list_lanes("unknown").await.unwrap_err();
        assert_eq!(error.status().unwrap(), 403);
    }
    assert_eq!(authority.counts(), (2, 8));

    let authority = Authority::start().await;
    let capability = authority.capability();
    capability.ferries().list_ferries().await.unwrap();
    authority.revoke();
    capability.ferries().list_ferries().await.unwrap();
    assert_eq!(authority.counts(), (2, 3));
}

#[tokio::test]
async fn token_is_read_from_the_path_of_the_spec() {
    let authority = Authority::start().await;
    let capability = authority.capability();
    capability.bridges().list_bridges().await.unwrap();
    capability.bridges().list_bridges().await.unwrap();
    assert_eq!(authority.counts(), (1, 2));
    let [path, authorization, media_type, body] = authority.asked(0);
    assert_eq!((path.as_str(), authorization.as_str()), ("/bridges/token", ""));
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=toll-id&client_secret=toll%20secret&audience=bridges"
    );
    authority.revoke();
    capability.bridges().list_bridges().await.unwrap();
    assert_eq!(authority.counts(), (2, 4));
}

#[tokio::test]
async fn program_controls_the_token_source() {
    let authority = Authority::start().await;
    let capability = authority.capability();
    let source = capability.lanes().token_source().unwrap();
    source.prefetch().await.unwrap();
    assert_eq!(authority.counts(), (1, 0));
    capability.lanes().list_lanes("a1").await.unwrap();
    assert_eq!(authority.counts(), (1, 1));
    source.clear();
    capability.lanes().list_lanes("a1").await.unwrap();
    assert_eq!(authority.counts(), (2, 2));
    source.set_client_secret("another");
    capability.lanes().list_lanes("a1").await.unwrap();
    assert_eq!(authority.counts(), (3, 3));
    // `toll-id:another`
    assert_eq!(authority.asked(2)[1], "Basic dG9sbC1pZDphbm90aGVy");
    // The API with the token endpoint requires no token.
    assert!(capability.login().token_source().is_none());
}

#[tokio::test]
async fn token_expires_at_the_date_in_the_response() {
    let authority = Authority::start().await;
    authority.ledger.lock().unwrap().life = 1;
    let capability = authority.capability();
    capability.ferries().list_ferries().await.unwrap();
    assert_eq!(authority.asked(0)[3], r#"{"password":"pass \"word\""}"#);
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    capability.ferries().list_ferries().await.unwrap();
    assert_eq!(authority.counts(), (2, 2));
}

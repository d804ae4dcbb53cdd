//! Tests of dynamic credentials over real connections: digest, refresh tokens, token sources, signers.

#![cfg(feature = "client")]

mod authority;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use authority::apis::{self, M3TER, Made, PRODUCTS, SOURCES, variables};
use authority::{Authority, CANARY};
use naftiko::Value;
use naftiko::client::{
    AccessToken, Api, Authentication, AuthenticationError, BuildProblemKind, Config, CustomToken, ErrorKind,
    FakeResponse, FakeTransport, HttpClient, OAuth2Credentials, Operation, Piece, Placement, RequestSigner,
    TokenSource, UnsignedRequest, Variables, build_clients,
};
use naftiko::http::{Method, StatusCode};
use naftiko_upstreams::Fault;

type Outcome = Made<()>;

static PLAIN: Api = Api::new("plain", &[Piece::Text("https://api.plain.test/v2")]);
static COOKIE: Api =
    Api::new("cookie", &[Piece::Text("https://api.plain.test")]).api_key_cookie("sid", &[Piece::Text("k-1")]);
static DIGEST: Api = Api::new("digest", &[Piece::Text("https://api.plain.test/v2")])
    .digest(&[Piece::Text("ada")], &[Piece::Text(CANARY)]);
static CALL: Operation = Operation::new("plain.call", Method::POST, &[Piece::Text("/x")]);

fn client(api: &'static Api, config: Config) -> Made<HttpClient> {
    let [client] = build_clients([(api, config)], &Variables::default())?;
    Ok(client)
}

fn header(request: &naftiko::http::Request<naftiko::Bytes>, name: &str) -> String {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn local_api_is_called_with_tokens() -> Outcome {
    let authority = Authority::default();
    let served = authority.serve().await?;
    let base_uri = served.uri();
    let endpoint = format!("{base_uri}/oauth/token");
    let credentials = OAuth2Credentials::client_credentials(endpoint, "m3ter-id", format!("m3ter-{CANARY}"));
    let m3ter = apis::m3ter(
        Config::new()
            .base_uri(&base_uri)
            .oauth2(credentials.clone().basic().json()),
    )?;
    for _ in 0..5 {
        m3ter.call(&PRODUCTS).path("org", "org-1").send::<Value>().await?;
    }
    assert_eq!(authority.counts(), (1, 5));
    let meti = apis::meti(&Config::new().base_uri(&base_uri))?;
    meti.call(&SOURCES).send::<Value>().await?;
    authority.revoke();
    tokio::time::sleep(Duration::from_millis(5)).await;
    meti.call(&SOURCES).send::<Value>().await?;
    assert_eq!(authority.counts(), (3, 8));
    let metadata = Config::new()
        .base_uri(format!("{base_uri}/metadata"))
        .instance_metadata();
    let (vault, _) = apis::vault_at(Config::new().base_uri(&base_uri), metadata)?;
    vault.call(&SOURCES).send::<Value>().await?;
    assert_eq!(authority.counts(), (4, 9));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn refresh_token_is_used_once_and_replaced() -> Outcome {
    let authority = Authority::default();
    let endpoint = "https://api.m3ter.test/oauth/token?tenant=t";
    let first = authority.state().refresh_token.clone().unwrap_or_default();
    let credentials = OAuth2Credentials::refresh_token(endpoint, "id", first);
    let fake = authority.fake();
    let m3ter =
        apis::m3ter(apis::through(&fake).oauth2(credentials.scope("a b").parameter("audience", "x")))?;
    for _ in 0..3 {
        m3ter.call(&PRODUCTS).path("org", "org-1").send::<Value>().await?;
        m3ter.tokens().ok_or("no tokens")?.clear();
    }
    assert_eq!(authority.counts(), (3, 3));
    let requests = fake.requests();
    let request = requests.first().ok_or("nothing was asked")?;
    assert_eq!(request.uri(), "https://api.m3ter.test/oauth/token?tenant=t");
    let body = format!(
        "grant_type=refresh_token&refresh_token=refresh-{CANARY}-0&client_id=id&scope=a%20b&audience=x"
    );
    assert_eq!(request.body(), body.as_bytes());
    Ok(())
}

/// The server may have used the token already, and would take a second use for theft.
#[tokio::test(start_paused = true)]
async fn refresh_token_is_not_sent_again_after_a_connection_error() -> Outcome {
    let authority = Authority::new(|state| state.token_faults = vec![Fault::Reset, Fault::Html].into());
    let first = authority.state().refresh_token.clone().unwrap_or_default();
    let credentials = OAuth2Credentials::refresh_token("https://api.m3ter.test/oauth/token", "id", first);
    let m3ter = apis::m3ter(apis::on(&authority).oauth2(credentials))?;
    for calls in [1, 2] {
        assert!(
            m3ter
                .call(&PRODUCTS)
                .path("org", "org-1")
                .send::<Value>()
                .await
                .is_err()
        );
        assert_eq!(authority.token_calls(), calls);
    }
    m3ter.call(&PRODUCTS).path("org", "org-1").send::<Value>().await?;
    Ok(())
}

/// Returns a server that requires digest authentication, and accepts any proof for its nonce.
fn digest_server(nonces: Arc<AtomicUsize>) -> FakeTransport {
    FakeTransport::new(move |request| {
        let nonce = format!("n{}", nonces.load(Ordering::SeqCst));
        let authorization = header(request, "authorization");
        let known = authorization.contains(&format!("nonce=\"{nonce}\""))
            && authorization.contains("uri=\"/v2/x?a=1\"");
        if known {
            return FakeResponse::status(200);
        }
        let stale = !authorization.is_empty();
        let challenge =
            format!("Digest realm=\"r\", nonce=\"{nonce}\", qop=\"auth\", algorithm=SHA-256, stale={stale}");
        FakeResponse::status(401).header("www-authenticate", &challenge)
    })
}

#[tokio::test]
async fn digest_challenge_is_reused_for_later_calls() -> Outcome {
    let nonces = Arc::new(AtomicUsize::new(1));
    let fake = digest_server(Arc::clone(&nonces));
    let client = client(&DIGEST, Config::new().transport(fake.clone()))?;
    for (calls, nonce) in [(2, 1), (3, 1), (5, 2)] {
        nonces.store(nonce, Ordering::SeqCst);
        client
            .call(&CALL)
            .query("a", 1)
            .json("body")
            .send::<Value>()
            .await?;
        assert_eq!(fake.requests().len(), calls);
    }
    let seen = fake.requests();
    assert!(seen.iter().all(|request| request.body() == "\"body\""));
    assert!(
        !format!(
            "{:?}",
            seen.iter()
                .map(|request| header(request, "authorization"))
                .collect::<Vec<_>>()
        )
        .contains(CANARY)
    );
    Ok(())
}

#[tokio::test]
async fn wrong_digest_password_is_sent_once() -> Outcome {
    let fake = FakeTransport::new(|_| {
        FakeResponse::status(401).header(
            "www-authenticate",
            "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
        )
    });
    let client = client(&DIGEST, Config::new().transport(fake.clone()))?;
    let error = client
        .call(&CALL)
        .send::<Value>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert_eq!(
        (error.status(), fake.requests().len()),
        (Some(StatusCode::UNAUTHORIZED), 2)
    );
    let error = client
        .call(&CALL)
        .send::<Value>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert_eq!(
        (error.status(), fake.requests().len()),
        (Some(StatusCode::UNAUTHORIZED), 3)
    );
    Ok(())
}

#[tokio::test]
async fn api_key_cookie_is_added_to_other_cookies() -> Outcome {
    let fake = FakeTransport::new(|_| FakeResponse::status(200));
    let client = client(&COOKIE, Config::new().transport(fake.clone()))?;
    client.call(&CALL).send::<Value>().await?;
    client.call(&CALL).cookie("a", "1").send::<Value>().await?;
    client.call(&CALL).cookie("sid", "mine").send::<Value>().await?;
    let cookies: Vec<_> = fake
        .requests()
        .iter()
        .map(|request| header(request, "cookie"))
        .collect();
    assert_eq!(cookies, ["sid=k-1", "a=1; sid=k-1", "sid=mine"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn token_of_the_program_is_sent_in_its_place() -> Outcome {
    let minted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&minted);
    let source = TokenSource::from_fn(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            Ok::<_, AuthenticationError>(
                AccessToken::new(format!("t{number}")).expires_in(Duration::from_secs(100)),
            )
        }
    });
    let fake = FakeTransport::new(|_| FakeResponse::status(200));
    for placement in [
        Placement::Bearer,
        Placement::Header("X-Token"),
        Placement::Query("token"),
    ] {
        let authentication = Authentication::tokens(source.clone(), placement);
        let config = Config::new()
            .transport(fake.clone())
            .authentication(authentication);
        client(&PLAIN, config)?.call(&CALL).send::<Value>().await?;
    }
    let seen = fake.requests();
    let shown = seen.iter().map(|request| {
        (
            header(request, "authorization"),
            header(request, "x-token"),
            request.uri().to_string(),
        )
    });
    let plain = "https://api.plain.test/v2/x".to_owned();
    let expected = [
        ("Bearer t0".to_owned(), String::new(), plain.clone()),
        (String::new(), "t0".to_owned(), plain.clone()),
        (String::new(), String::new(), format!("{plain}?token=t0")),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!(minted.load(Ordering::SeqCst), 1);
    Ok(())
}

struct Failing;

impl RequestSigner for Failing {
    fn sign(&self, request: &mut UnsignedRequest<'_>) -> Result<(), AuthenticationError> {
        match request.body() {
            Some(b"\"sign me\"") => {
                request.add_query("signed", "yes");
                let text = format!(
                    "{} {} {:?}",
                    request.method(),
                    request.uri(),
                    header_names(request)
                );
                request.set_header("X-Signature", &text)
            }
            _ => Err(AuthenticationError::new("Failing", "nothing to sign")),
        }
    }
}

fn header_names(request: &UnsignedRequest<'_>) -> Vec<String> {
    request.headers().keys().map(ToString::to_string).collect()
}

#[tokio::test]
async fn signer_sees_the_complete_request() -> Outcome {
    let fake = FakeTransport::new(|_| FakeResponse::status(200));
    let client = client(
        &PLAIN,
        Config::new().transport(fake.clone()).bearer("b").signer(Failing),
    )?;
    client.call(&CALL).json("sign me").send::<Value>().await?;
    let seen = fake.requests();
    let request = seen.first().ok_or("nothing was sent")?;
    let url = "https://api.plain.test/v2/x?signed=yes";
    assert_eq!(request.uri(), url);
    let signature =
        format!("POST {url} [\"accept\", \"accept-encoding\", \"content-type\", \"authorization\"]");
    assert_eq!(header(request, "x-signature"), signature);
    let error = client
        .call(&CALL)
        .send::<Value>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert!(matches!(error.kind(), ErrorKind::Authentication(_)) && fake.requests().len() == 1);
    Ok(())
}

static HEN: Api = Api::new("hen", &[Piece::Text("https://hen.test")]).custom_token(&OF_EGG);
static EGG: Api = Api::new("egg", &[Piece::Text("https://egg.test")]).custom_token(&OF_HEN);
static OF_EGG: CustomToken = CustomToken::new(&EGG, |egg, _| egg.call(&CALL), |at| at);
static OF_HEN: CustomToken = CustomToken::new(&HEN, |hen, _| hen.call(&CALL), |at| at);

#[test]
fn invalid_configuration_fails_the_build() {
    let fake = || Config::new().transport(FakeTransport::new(|_| FakeResponse::status(200)));
    let told = |outcome: Result<(), naftiko::client::BuildError>| {
        let problems = outcome
            .err()
            .map(|error| error.problems().to_vec())
            .unwrap_or_default();
        problems
            .iter()
            .map(|problem| (problem.kind(), problem.message().to_owned()))
            .collect::<Vec<_>>()
    };
    let circle = told(build_clients([(&HEN, fake()), (&EGG, fake())], &Variables::default()).map(drop));
    assert!(
        circle.len() == 2 && circle.iter().all(|(_, text)| text.starts_with("token cycle: ")),
        "{circle:?}"
    );
    let alone = told(build_clients([(&HEN, fake())], &Variables::default()).map(drop));
    assert!(
        matches!(&alone[..], [(_, text)] if text.contains("`egg`, which is not a consumed API")),
        "{alone:?}"
    );
    for (endpoint, part) in [
        ("http://tokens.test/t", "must use https"),
        ("tokens.test", "the token endpoint has no scheme"),
        ("", "the token endpoint is empty"),
    ] {
        let credentials = OAuth2Credentials::client_credentials(endpoint, "id", "secret");
        let told =
            told(build_clients([(&PLAIN, fake().oauth2(credentials))], &Variables::default()).map(drop));
        assert!(
            matches!(&told[..], [(BuildProblemKind::Authentication, text)] if text.contains(part)),
            "{told:?}"
        );
    }
    let missing = told(build_clients([(&M3TER, fake())], &Variables::default()).map(drop));
    assert_eq!(missing.len(), 2, "{missing:?}");
    assert!(build_clients([(&M3TER, fake())], &variables()).is_ok());
    assert!(build_clients([(&M3TER, fake().bearer("x"))], &Variables::default()).is_ok());
}

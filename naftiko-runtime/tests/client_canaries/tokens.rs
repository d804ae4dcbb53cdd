//! Token requests, and token sources of the program.

use std::time::Duration;

use naftiko::Value;
use naftiko::client::{
    AccessToken, Authentication, AuthenticationError, Config, HttpClient, OAuth2Credentials, Placement,
    TokenSource,
};
use naftiko_upstreams::{Fault, Hint};

use super::authority::apis::{self, METI, PRODUCTS, SOURCES};
use super::authority::{Authority, CANARY};
use super::sink::Sink;
use super::support::{Outcome, Upstream};
use super::{CALL, client, quick, show};

/// Checks every result of a token request, over real connections.
pub(crate) async fn tokens(sink: &Sink) -> Outcome {
    let faults: [Vec<Fault>; 9] = [
        vec![],
        vec![Fault::Html; 9],
        vec![Fault::Huge; 3],
        vec![Fault::Reset; 9],
        vec![Fault::Truncated; 9],
        vec![Fault::Answer(200, CANARY)],
        vec![Fault::Answer(
            200,
            r#"{"access_token":7.5,"token":{"canary-5d2e":1}}"#,
        )],
        vec![Fault::Answer(
            400,
            r#"{"error":"canary-5d2e","error_description":"canary-5d2e"}"#,
        )],
        vec![
            Fault::RetryAfter(503, Hint::Seconds(900)),
            Fault::Slow(Duration::from_secs(900)),
        ],
    ];
    for faults in faults {
        let authority = Authority::new(|state| {
            state.token_faults = faults.clone().into();
            state.resource_faults = faults.into();
        });
        let served = authority.serve().await?;
        let config = Config::new()
            .base_uri(served.uri())
            .retry(quick())
            .timeout(Duration::from_millis(300));
        let endpoint = format!("{}/oauth/token", served.uri());
        let credentials = |secret| OAuth2Credentials::client_credentials(&endpoint, "m3ter-id", secret);
        let known = credentials(format!("m3ter-{CANARY}")).basic();
        let unknown = credentials(format!("other-{CANARY}"));
        let stale = OAuth2Credentials::refresh_token(&endpoint, "id", format!("stale-{CANARY}"));
        for credentials in [known, unknown.clone().basic(), unknown.json(), stale] {
            sink.write(format_args!("{credentials:?}"));
            twice(
                sink,
                &authority,
                &apis::m3ter(config.clone().oauth2(credentials))?,
            )
            .await;
        }
        twice(sink, &authority, &apis::meti(&config)?).await;
        let wrong = apis::meti_with(&config, &format!("wrong-{CANARY}"))?;
        twice(sink, &authority, &wrong).await;
        let metadata = Config::new().base_uri(format!("{}/metadata", served.uri()));
        let metadata = metadata.instance_metadata().timeout(Duration::from_millis(300));
        let (vault, imds) = apis::vault_at(config.clone(), metadata.retry(quick()))?;
        twice(sink, &authority, &vault).await;
        twice(sink, &authority, &imds).await;
    }
    Ok(())
}

/// Calls with a token, and again after it was revoked.
async fn twice(sink: &Sink, authority: &Authority, client: &HttpClient) {
    for operation in [&PRODUCTS, &SOURCES] {
        let call = client.call(operation).path("org", "org-1");
        show(sink, call.send::<Value>().await.map(drop));
        sink.write(format_args!("{client:?} {:?}", client.tokens()));
        authority.revoke();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Checks token sources of the program whose errors contain what they know.
pub(crate) async fn sources(sink: &Sink) -> Outcome {
    let upstream = Upstream::ok().await?;
    let failing = TokenSource::from_fn(|| async { Err::<AccessToken, _>(format!("no token for {CANARY}")) });
    let empty = TokenSource::from_fn(|| async { Ok::<_, AuthenticationError>(AccessToken::new("")) });
    let torn = TokenSource::from_fn(|| async {
        Ok::<_, AuthenticationError>(AccessToken::new(format!("{CANARY}\r\n")))
    });
    for source in [failing, empty, torn] {
        for placement in [
            Placement::Bearer,
            Placement::Header("X-Token"),
            Placement::Query("token"),
        ] {
            let config = upstream
                .config()
                .authentication(Authentication::tokens(source.clone(), placement));
            let client = client(&METI, config.retry(quick()))?;
            show(sink, client.call(&CALL).send::<Value>().await.map(drop));
            sink.write(format_args!("{source:?}"));
        }
    }
    sink.write(format_args!("{:?}", AccessToken::new(CANARY)));
    Ok(())
}

//! Responses of all kinds, and connection errors.

use std::time::Duration;

use axum::http::StatusCode;
use naftiko::Value;
use naftiko::client::{Api, Config, build_clients};

use super::authority::CANARY;
use super::doubles::{Failing, Refusing};
use super::sink::Sink;
use super::support::{Outcome, Upstream};
use super::{BASIC, BEARER, CALL, DIGEST, KEYS, client, quick, show, variables};

/// Checks responses of all kinds, to requests with secrets in every place.
pub(crate) async fn answers(sink: &Sink) -> Outcome {
    let challenge = r#"Digest realm="canary-5d2e", nonce="n", qop="auth", algorithm=MD5"#;
    let answers = [
        (StatusCode::OK, format!(r#"{{"access_token":"{CANARY}"}}"#), ""),
        (StatusCode::OK, format!("{CANARY} is not JSON"), ""),
        (StatusCode::FORBIDDEN, CANARY.to_owned(), ""),
        (StatusCode::BAD_GATEWAY, CANARY.to_owned(), ""),
        (StatusCode::UNAUTHORIZED, CANARY.to_owned(), challenge),
        (
            StatusCode::UNAUTHORIZED,
            String::new(),
            "Digest nonce=canary-5d2e, algorithm=canary-5d2e",
        ),
    ];
    for (status, body, challenge) in answers {
        let upstream = Upstream::start(move |_| {
            let headers = [
                ("set-cookie", CANARY),
                ("location", CANARY),
                ("www-authenticate", challenge),
            ];
            (status, headers, body.clone())
        })
        .await?;
        for api in [&BEARER, &BASIC, &DIGEST, &KEYS] {
            exercise(sink, api, upstream.config().retry(quick())).await?;
        }
        exercise(sink, &KEYS, upstream.config().response_limit(3).retry(quick())).await?;
        exercise(sink, &KEYS, upstream.config().signer(Refusing).retry(quick())).await?;
    }
    Ok(())
}

/// Checks failed connections, and connections that are closed early.
pub(crate) async fn connections(sink: &Sink) -> Outcome {
    let unreachable = Config::new()
        .base_uri(format!("http://127.0.0.1:1/{CANARY}"))
        .retry(quick());
    exercise(sink, &KEYS, unreachable.clone()).await?;
    exercise(sink, &KEYS, unreachable.clone().timeout(Duration::ZERO)).await?;
    let unknown = unreachable.base_uri(format!("https://{CANARY}.invalid"));
    let [unknown] = build_clients([(&KEYS, unknown.transport(Failing))], &variables())?;
    show(sink, unknown.call(&CALL).send::<Value>().await.map(drop));
    Ok(())
}

async fn exercise(sink: &Sink, api: &'static Api, config: Config) -> Outcome {
    let config = config.header("X-Secret", CANARY).query("secret", CANARY);
    sink.write(format_args!("{config:?} {:?}", variables()));
    let client = client(api, config)?;
    sink.write(format_args!("{client:?} {api:?}"));
    for argument in ["fine", "bro\nken canary-5d2e"] {
        let call = client
            .call(&CALL)
            .header("X-Note", argument)
            .cookie("c", CANARY)
            .json(CANARY);
        sink.write(format_args!("{call:?}"));
        match call.send::<Value>().await {
            Ok(response) => {
                let number = response.map(|at| at.key("access_token").number());
                sink.write(format_args!(
                    "{response:?} {:?} {:?}",
                    response.value().err(),
                    number.err()
                ));
            }
            Err(error) => show(sink, Err(error)),
        }
        if let Ok(streaming) = client.call(&CALL).stream().await {
            sink.write(format_args!("{streaming:?}"));
        }
    }
    Ok(())
}

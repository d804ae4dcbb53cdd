//! Tests of TLS trust.

use std::time::Duration;

use naftiko::Value;
use naftiko::client::{Config, Error, ErrorKind, TransportError, TransportErrorKind};

use super::servers::{Asked, answer, listen};
use super::{GET, Outcome, certificates, client};

fn transport(outcome: Result<naftiko::client::Response<Value>, Error>) -> Outcome<TransportError> {
    let error = outcome.err().ok_or("it was answered")?;
    match error.kind() {
        ErrorKind::Transport(error) => Ok(error.clone()),
        _ => Err(error.into()),
    }
}

#[tokio::test]
async fn server_with_trusted_authority_is_accepted() -> Outcome {
    let asked = Asked::default();
    let address = listen(Some(certificates::server(false)?), &asked, answer).await?;
    let base_uri = format!("https://{address}");
    let unknown = client(&base_uri, Config::new())?;
    let error = transport(unknown.call(&GET).send::<Value>().await)?;
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_been_sent());
    assert!(error.to_string().contains("certificate"), "{error}");

    let known = client(&base_uri, Config::new().tls(certificates::client(false)?))?;
    for _ in 0..2 {
        known.call(&GET).send::<Value>().await?;
    }
    // One connection for the first client, one for both requests of the second.
    let asked = asked.all();
    let connections = asked.iter().filter(|asked| *asked == "connection").count();
    assert_eq!((connections, asked.len()), (2, 4), "{asked:?}");
    assert!(asked.iter().any(|asked| asked.starts_with("GET /x HTTP/1.1\r\n")));
    Ok(())
}

#[tokio::test]
async fn certificate_for_another_name_is_rejected() -> Outcome {
    let asked = Asked::default();
    let address = listen(Some(certificates::server(false)?), &asked, answer).await?;
    let elsewhere = format!("https://localhost:{}", address.port());
    let elsewhere = client(&elsewhere, Config::new().tls(certificates::client(false)?))?;
    let error = transport(elsewhere.call(&GET).send::<Value>().await)?;
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(error.to_string().contains("not valid for name"), "{error}");
    Ok(())
}

#[tokio::test]
async fn client_certificate_is_sent() -> Outcome {
    let asked = Asked::default();
    let address = listen(Some(certificates::server(true)?), &asked, answer).await?;
    let base_uri = format!("https://{address}");
    let without_certificate = client(&base_uri, Config::new().tls(certificates::client(false)?))?;
    assert!(without_certificate.call(&GET).send::<Value>().await.is_err());
    let known = client(&base_uri, Config::new().tls(certificates::client(true)?))?;
    known.call(&GET).send::<Value>().await?;
    Ok(())
}

/// Both requests concurrently, on one connection.
#[cfg(all(feature = "http2", feature = "rest"))]
#[tokio::test]
async fn http2_is_used_when_offered() -> Outcome {
    let asked = Asked::default();
    let address = listen(
        Some(certificates::server_of_http2()?),
        &asked,
        super::servers::http2,
    )
    .await?;
    let mut tls = certificates::client(false)?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let client = client(&format!("https://{address}"), Config::new().tls(tls))?;
    client.call(&GET).send::<Value>().await?;
    let (first, second) = tokio::join!(
        client.call(&GET).send::<Value>(),
        client.call(&GET).send::<Value>()
    );
    first?;
    second?;
    let head = format!("HTTP/2.0 https://{address}/x");
    assert_eq!(asked.all(), ["connection", &head, &head, &head]);
    Ok(())
}

#[tokio::test]
async fn connect_timeout_applies() -> Outcome {
    let asked = Asked::default();
    let silent = |stream, _| async move {
        let _kept = stream;
        std::future::pending().await
    };
    let address = listen(None, &asked, silent).await?;
    let config = Config::new()
        .tls(certificates::client(false)?)
        .connect_timeout(Duration::from_millis(100));
    let client = client(&format!("https://{address}"), config)?;
    let error = transport(client.call(&GET).send::<Value>().await)?;
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    assert!(!error.may_have_been_sent());
    assert!(
        error.to_string().contains("connecting took more than 0.1 s"),
        "{error}"
    );
    Ok(())
}

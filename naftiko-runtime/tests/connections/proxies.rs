//! Tests of proxies from the environment.
//!
//! A process cannot change its own environment safely, so each test starts itself again with another one.

use std::process::Command;

use naftiko::Value;
use naftiko::client::Config;

use super::servers::{Asked, answer, listen, socks, tunnel};
use super::{GET, Outcome, certificates, client};

/// The base URI that the started test calls.
const STARTED: &str = "NAFTIKO_TEST_BASE_URI";

/// Calls a base URI in a process with a proxy in its environment, and returns whether it succeeded.
async fn call(test: &str, base_uri: &str, (variable, proxy): (&str, String)) -> Outcome<bool> {
    let mut child = Command::new(std::env::current_exe()?);
    child.args(["--exact", &format!("proxies::{test}")]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env(STARTED, base_uri).env(variable, proxy);
    let output = tokio::task::spawn_blocking(move || child.output()).await??;
    Ok(output.status.success())
}

/// Makes the call in the started process.
async fn started() -> Outcome<bool> {
    let Ok(base_uri) = std::env::var(STARTED) else {
        return Ok(false);
    };
    let client = client(&base_uri, Config::new().tls(certificates::client(false)?))?;
    client.call(&GET).send::<Value>().await?;
    Ok(true)
}

#[tokio::test]
async fn plain_request_is_forwarded_with_proxy_credentials() -> Outcome {
    if started().await? {
        return Ok(());
    }
    let asked = Asked::default();
    let proxy = listen(None, &asked, answer).await?;
    let proxy = ("http_proxy", format!("http://me:secret@{proxy}"));
    let test = "plain_request_is_forwarded_with_proxy_credentials";
    assert!(call(test, "http://api.test/v2", proxy).await?);
    let asked = asked.all().pop().unwrap_or_default().to_lowercase();
    assert!(
        asked.starts_with("get http://api.test/v2/x http/1.1\r\n"),
        "{asked}"
    );
    assert!(
        asked.contains("\r\nproxy-authorization: basic bwu6c2vjcmv0\r\n"),
        "{asked}"
    );
    Ok(())
}

#[tokio::test]
async fn https_request_uses_a_tunnel() -> Outcome {
    if started().await? {
        return Ok(());
    }
    let test = "https_request_uses_a_tunnel";
    // The proxy is reached without TLS, and with it.
    for (scheme, tls) in [("http", None), ("https", Some(certificates::server(false)?))] {
        let (asked, answered) = (Asked::default(), Asked::default());
        let server = listen(Some(certificates::server(false)?), &answered, answer).await?;
        let proxy = listen(tls, &asked, move |stream, asked| tunnel(stream, asked, server)).await?;
        let proxy = ("HTTPS_PROXY", format!("{scheme}://me:secret@{proxy}"));
        assert!(call(test, "https://api.test", proxy.clone()).await?, "{scheme}");
        let seen = asked.all().pop().unwrap_or_default().to_lowercase();
        assert!(seen.starts_with("connect api.test:443 http/1.1\r\n"), "{seen}");
        assert!(
            seen.contains("\r\nproxy-authorization: basic bwu6c2vjcmv0\r\n"),
            "{seen}"
        );
        let seen = answered.all().pop().unwrap_or_default().to_lowercase();
        assert!(seen.starts_with("get /x http/1.1\r\n"), "{seen}");
        assert!(seen.contains("\r\nuser-agent: naftiko/"), "{seen}");
        assert!(!seen.contains("proxy"), "{seen}");
        // A proxy that rejects the tunnel.
        assert!(!call(test, "https://api.test:444", proxy).await?);
        assert_eq!(answered.all().len(), 2);
    }
    Ok(())
}

#[tokio::test]
async fn socks_proxy_resolves_the_host_name() -> Outcome {
    if started().await? {
        return Ok(());
    }
    let test = "socks_proxy_resolves_the_host_name";
    let (asked, answered) = (Asked::default(), Asked::default());
    let server = listen(None, &answered, answer).await?;
    let proxy = listen(None, &asked, move |stream, asked| socks(stream, asked, server)).await?;
    let proxy = ("ALL_PROXY", format!("socks5h://me:secret@{proxy}"));
    assert!(call(test, "http://api.test:81", proxy).await?);
    let seen = asked.all().pop().unwrap_or_default();
    assert_eq!(seen, "me:secret [5, 1, 0, 3] api.test:81");
    let seen = answered.all().pop().unwrap_or_default();
    assert!(seen.starts_with("GET /x HTTP/1.1\r\n"), "{seen}");
    Ok(())
}

//! Variables and proxies from the environment.
//!
//! A process cannot change its own environment safely, so the test starts itself again with another one.

#![cfg(feature = "client")]

mod support;

use std::process::Command;

use naftiko::Value;
use naftiko::client::{Api, Config, Operation, Piece, Retry, Variables, build_clients};
use naftiko::http::Method;
use support::{Outcome, Upstream};

static API: Api = Api::new("test", &[Piece::Text("https://api.test")])
    .base_uri_variable("NAFTIKO_TEST_BASE_URI")
    .variables(&[("TOKEN", "NAFTIKO_TEST_TOKEN")])
    .bearer(&[Piece::Variable("TOKEN")]);
static GET: Operation = Operation::new("test.get", Method::GET, &[Piece::Text("/x")]);

/// Marks the started process.
const STARTED: &str = "NAFTIKO_TEST_STARTED";

#[tokio::test(flavor = "multi_thread")]
async fn variables_come_from_the_environment_and_local_hosts_bypass_proxies() -> Outcome {
    if std::env::var_os(STARTED).is_some() {
        return in_an_environment_of_its_own().await;
    }
    let upstream = Upstream::ok().await?;
    let trap = Upstream::ok().await?;
    let proxy = trap.base_uri.trim_end_matches("/v2");
    let mut child = Command::new(std::env::current_exe()?);
    child
        .args([
            "--exact",
            "variables_come_from_the_environment_and_local_hosts_bypass_proxies",
        ])
        .env(STARTED, "1")
        .env("NAFTIKO_TEST_BASE_URI", &upstream.base_uri)
        .env("NAFTIKO_TEST_TOKEN", "from-the-environment")
        .envs(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(|name| (name, proxy)))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    let output = tokio::task::spawn_blocking(move || child.output()).await??;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(
        upstream.last()?.header("authorization"),
        Some("Bearer from-the-environment")
    );
    // The trap works: a request to another host goes through it.
    let seen: Vec<_> = trap.seen().into_iter().map(|seen| seen.target).collect();
    assert_eq!(seen, ["http://api.test/x"]);
    Ok(())
}

async fn in_an_environment_of_its_own() -> Outcome {
    let [local] = build_clients([(&API, Config::new())], &Variables::default())?;
    local.call(&GET).send::<Value>().await?;
    let remote = Config::new().base_uri("http://api.test").no_authentication();
    let [remote] = build_clients([(&API, remote)], &Variables::default())?;
    remote.call(&GET).send::<Value>().await?;
    // The metadata service of a virtual machine bypasses proxies at any base URI.
    let metadata = Config::new().base_uri("http://metadata.test").no_authentication();
    let metadata = metadata.instance_metadata().retry(Retry::none());
    let [metadata] = build_clients([(&API, metadata)], &Variables::default())?;
    assert!(metadata.call(&GET).send::<Value>().await.is_err());
    Ok(())
}

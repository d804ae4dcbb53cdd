//! Tests: absence and null stay different on the way from a caller to the API.

use naftiko::value::{Optional, Tolerance};

use super::super::ledger::client::ChangeAccountParams;
use super::{Bank, capability, start};

#[tokio::test]
async fn null_arrives_as_null_and_what_is_absent_does_not() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    bank.answers("{}");
    for body in [
        r#"{"name":null}"#,
        r#"{"name":"Ada"}"#,
        "{}",
        r#"{"name":null,"limit":null,"open":null,"address":null,"labels":null}"#,
        r#"{"limit":7.50,"open":false}"#,
        r#"{"address":{"city":null},"labels":[]}"#,
    ] {
        assert_eq!(
            server.rest("PATCH", "/accounts/1", Some(body.to_owned())).await.0,
            200
        );
        assert_eq!(bank.last().1, body);
        let arguments = format!(r#"{{"id":"1",{}"#, &body[1..]).replace(",}", "}");
        server.tool("change-account", &arguments).await;
        assert_eq!(bank.last().1, body, "{arguments}");
    }
    for (name, body) in [
        (Optional::Absent, "{}"),
        (Optional::Null, r#"{"name":null}"#),
        ("Ada".into(), r#"{"name":"Ada"}"#),
    ] {
        let params = ChangeAccountParams {
            name,
            ..ChangeAccountParams::default()
        };
        capability(&bank, Tolerance::Strict)
            .bank()
            .change_account("1", &params)
            .await
            .unwrap();
        assert_eq!(bank.last().1, body);
    }
    server.stop().await;
}

#[tokio::test]
async fn members_given_twice_are_refused() {
    let bank = Bank::open().await;
    let server = start(&bank, Tolerance::Strict).await;
    bank.answers("{}");
    let twice = r#"{"name": "a", "name": "b"}"#.to_owned();
    let (status, problem) = server.rest("PATCH", "/accounts/1", Some(twice)).await;
    assert_eq!(
        (status, problem.contains("given more than once")),
        (422, true),
        "{problem}"
    );
    assert_eq!(bank.last(), (String::new(), String::new()));
    server.stop().await;
}

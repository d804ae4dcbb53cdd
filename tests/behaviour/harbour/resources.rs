//! Tests of MCP resources: by call, by template, and from files.

use std::fs;
use std::path::Path;

use naftiko::serve::{Adapter, Running, Server};
use serde_json::{Value, json};

use super::upstream::Ships;
use super::{ERAS, Era, ask, builder, maps, servers, start};

#[tokio::test]
async fn resources_and_templates_are_listed_separately() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for era in ERAS {
            let list = ask(&running, era, "resources/list", json!({})).await;
            // The folder does not exist on this machine, so none of its files is listed.
            let tide = json!({"uri": "harbour://tide", "name": "tide", "title": "Tide",
                "description": "How high the water stands", "mimeType": "application/json"});
            assert_eq!(list["result"]["resources"], json!([tide]), "{era:?}");
            let templates = ask(&running, era, "resources/templates/list", json!({})).await;
            let log = json!({"uriTemplate": "harbour://ships/{imo}/logs/{day}", "name": "ship-log",
                "title": "Log of a ship", "description": "What happened on a day", "mimeType": "text/plain"});
            assert_eq!(templates["result"]["resourceTemplates"], json!([log]), "{era:?}");
        }
    }
}

#[tokio::test]
async fn cache_rules_match_the_spec() {
    let ships = Ships::start().await;
    let expected = [
        // Defaults: lists for five minutes, contents are not cached.
        [(json!(300_000), json!("public")), (json!(0), json!("private"))],
        [(json!(60_000), json!("public")), (json!(60_000), json!("public"))],
    ];
    for (server, expected) in servers(&ships, "https://issuer.test").into_iter().zip(expected) {
        let running = start(server).await;
        let list = ask(&running, Era::Newer, "resources/list", json!({})).await;
        let tide = ask(
            &running,
            Era::Newer,
            "resources/read",
            json!({"uri": "harbour://tide"}),
        )
        .await;
        let keeping = |answer: &Value| {
            let result = &answer["result"];
            (result["ttlMs"].clone(), result["cacheScope"].clone())
        };
        assert_eq!([keeping(&list), keeping(&tide)], expected);
        let older = ask(
            &running,
            Era::Older,
            "resources/read",
            json!({"uri": "harbour://tide"}),
        )
        .await;
        assert!(older["result"].get("ttlMs").is_none(), "{older}");
    }
}

#[tokio::test]
async fn called_resource_is_mapped_with_its_placeholders() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for era in ERAS {
            let tide = ask(&running, era, "resources/read", json!({"uri": "harbour://tide"})).await;
            let contents = json!([{"uri": "harbour://tide", "mimeType": "application/json", "text": r#"{"height":2.5}"#}]);
            assert_eq!(tide["result"]["contents"], contents, "{era:?}");
            let uri = "harbour://ships/9%2F1/logs/may%20day";
            let log = ask(&running, era, "resources/read", json!({"uri": uri})).await;
            let contents =
                json!([{"uri": uri, "mimeType": "text/plain", "text": "9%2F1 on may%20day: calm"}]);
            assert_eq!(log["result"]["contents"], contents, "{era:?}");
            let asked = ships.asked();
            assert!(asked[0].starts_with("GET /tide "), "{asked:?}");
            assert!(
                asked[1].starts_with("GET /ships/9%2F1/logs/may%20day "),
                "{asked:?}"
            );
        }
    }
}

#[tokio::test]
async fn unknown_resource_is_a_protocol_error() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for (era, absent) in [(Era::Older, -32002), (Era::Newer, -32602)] {
            for uri in [
                "harbour://nothing",
                "harbour://ships/1/logs",
                "harbour://ships/1/logs/2/3",
                "harbour://ships/lost/logs/1",
                "harbour://charts/east.md",
            ] {
                let answer = ask(&running, era, "resources/read", json!({"uri": uri})).await;
                assert_eq!(answer["error"]["code"], absent, "{era:?} {uri}: {answer}");
            }
        }
        assert_eq!(ships.asked().len(), 2);
    }
}

/// Creates a folder of charts, with files in it and next to it that must not be served.
fn charts(folder: &Path) -> std::path::PathBuf {
    let charts = folder.join("charts");
    fs::create_dir_all(charts.join("north")).unwrap();
    fs::create_dir_all(charts.join(".hidden")).unwrap();
    for (name, bytes) in [
        ("charts/east coast.md", &b"# East"[..]),
        ("charts/north/pole.png", &b"\x89PNG"[..]),
        ("charts/north/words", &b"plain"[..]),
        ("charts/.env", &b"SECRET=1"[..]),
        ("charts/.hidden/x.md", &b"SECRET=2"[..]),
        ("outside.md", &b"SECRET=3"[..]),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.join("outside.md"), charts.join("link.md")).unwrap();
        std::os::unix::fs::symlink(&charts, charts.join("circle")).unwrap();
        std::os::unix::fs::symlink(folder, charts.join("up")).unwrap();
    }
    charts
}

async fn with_charts(ships: &Ships, location: &Path) -> Running {
    let capability = builder!(maps, ships, "https://issuer.test").build().unwrap();
    let server = maps::mcp::server(capability).location("harbour://charts", location);
    let adapter = Adapter::mcp("harbour-mcp", "127.0.0.1", 0, server);
    Server::new("harbour").adapter(adapter).start().await.unwrap()
}

#[tokio::test]
async fn folder_serves_its_files_and_nothing_outside() {
    let (ships, folder) = (Ships::start().await, tempfile::tempdir().unwrap());
    let running = with_charts(&ships, &charts(folder.path())).await;
    for era in ERAS {
        let list = ask(&running, era, "resources/list", json!({})).await;
        let files: Vec<_> = list["result"]["resources"].as_array().unwrap()[1..]
            .iter()
            .map(|file| (file["uri"].as_str().unwrap(), file["mimeType"].as_str()))
            .collect();
        let expected = [
            ("harbour://charts/east%20coast.md", Some("text/markdown")),
            ("harbour://charts/north/pole.png", Some("image/png")),
            ("harbour://charts/north/words", None),
        ];
        assert_eq!(files, expected, "{era:?}");
        for (uri, content) in [
            (
                "harbour://charts/east%20coast.md",
                json!({"mimeType": "text/markdown", "text": "# East"}),
            ),
            (
                "harbour://charts/north/pole.png",
                json!({"mimeType": "image/png", "blob": "iVBORw=="}),
            ),
            (
                "harbour://charts/north/words",
                json!({"mimeType": "text/plain", "text": "plain"}),
            ),
        ] {
            let mut answer = ask(&running, era, "resources/read", json!({"uri": uri})).await;
            let mut read = answer["result"]["contents"][0].take();
            read.as_object_mut().unwrap().remove("uri");
            assert_eq!(read, content, "{era:?}");
        }
        for path in [
            "",
            "/",
            "/..",
            "/../outside.md",
            "/north/../../outside.md",
            "/%2e%2e/outside.md",
            "/..%2foutside.md",
            "/north%2fwords",
            "/.env",
            "/.hidden/x.md",
            "/link.md",
            "/up/outside.md",
            "/north",
            "/north/",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/words\u{0}",
            "/nothing.md",
        ] {
            let uri = format!("harbour://charts{path}");
            let params = json!({"uri": uri});
            // The message can contain more than a header.
            let era = if path.contains('\u{0}') { Era::Older } else { era };
            let answer = ask(&running, era, "resources/read", params).await;
            let code = if era == Era::Older { -32002 } else { -32602 };
            assert_eq!(answer["error"]["code"], code, "{era:?} {uri}: {answer}");
            assert!(!answer.to_string().contains("SECRET"), "{answer}");
        }
    }
}

#[tokio::test]
async fn single_file_is_the_resource_and_has_a_limit() {
    let (ships, folder) = (Ships::start().await, tempfile::tempdir().unwrap());
    let file = folder.path().join("chart.json");
    fs::write(&file, "[1]").unwrap();
    let running = with_charts(&ships, &file).await;
    let list = ask(&running, Era::Newer, "resources/list", json!({})).await;
    let listed = &list["result"]["resources"][1];
    assert_eq!(
        (&listed["uri"], &listed["mimeType"], &listed["title"]),
        (
            &json!("harbour://charts"),
            &json!("application/json"),
            &json!("Charts")
        )
    );
    let read = async || {
        ask(
            &running,
            Era::Newer,
            "resources/read",
            json!({"uri": "harbour://charts"}),
        )
        .await
    };
    assert_eq!(read().await["result"]["contents"][0]["text"], "[1]");
    fs::write(&file, vec![b' '; 200_000]).unwrap();
    let answer = read().await;
    assert_eq!(answer["error"]["code"], -32603, "{answer}");
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("200000 bytes"),
        "{answer}"
    );
}

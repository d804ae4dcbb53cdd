//! Archives of skills, and the index by which clients find them.

use std::collections::BTreeMap;

use naftiko::http::Method;
use serde_json::{Value, json};

use super::{ask, get, get_json, server, sha256};

/// Returns the files of an archive by its directory: the path, and the content at the offset.
fn unpacked(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let number = |at: usize| usize::from(u16::from_le_bytes(archive[at..at + 2].try_into().unwrap()));
    let long = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap()) as usize;
    let end = archive.len() - 22;
    let (count, mut at) = (number(end + 10), long(end + 16));
    let mut files = BTreeMap::new();
    for _ in 0..count {
        assert_eq!(&archive[at..at + 4], b"PK\x01\x02");
        let (size, name, offset) = (long(at + 24), number(at + 28), long(at + 42));
        let path = String::from_utf8(archive[at + 46..at + 46 + name].to_vec()).unwrap();
        assert_eq!(&archive[offset..offset + 4], b"PK\x03\x04");
        let start = offset + 30 + number(offset + 26) + number(offset + 28);
        files.insert(path, archive[start..start + size].to_vec());
        at += 46 + name + number(at + 30) + number(at + 32);
    }
    assert_eq!(at, end);
    files
}

#[tokio::test]
async fn archive_has_exactly_the_listed_files() {
    let server = server().start().await.unwrap();
    for skill in ["parcel-desk", "rerouting"] {
        let (status, headers, archive) = ask(
            &server,
            "desk-skills",
            Method::GET,
            &format!("/skills/{skill}/download"),
        )
        .await;
        assert_eq!(
            (status.as_u16(), headers["content-type"].to_str().unwrap()),
            (200, "application/zip")
        );
        let contents = get_json(&server, &format!("/skills/{skill}/contents")).await;
        let files = unpacked(&archive);
        let listed: Vec<&str> = contents["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["path"].as_str().unwrap())
            .collect();
        assert_eq!(files.keys().collect::<Vec<_>>(), listed);
        for (path, bytes) in &files {
            let path = path.replace(' ', "%20");
            let (_, body) = get(&server, &format!("/skills/{skill}/contents/{path}")).await;
            assert_eq!(&body, bytes, "{path}");
        }
    }
}

#[tokio::test]
async fn index_has_the_digest_of_each_artifact() {
    const ROOT: &str = "/.well-known/agent-skills";
    let server = server().start().await.unwrap();
    let index = get_json(&server, &format!("{ROOT}/index.json")).await;
    assert_eq!(
        index["$schema"],
        "https://schemas.agentskills.io/discovery/0.2.0/schema.json"
    );
    let entries = index["skills"].as_array().unwrap();
    let shown: Vec<Value> = entries
        .iter()
        .map(|entry| json!([entry["name"], entry["type"], entry["url"]]))
        .collect();
    // The skill whose name agents reject is missing.
    let expected = json!([
        ["parcel-desk", "skill-md", "parcel-desk/SKILL.md"],
        ["rerouting", "archive", "rerouting.zip"],
        ["empty", "skill-md", "empty/SKILL.md"],
    ]);
    assert_eq!(Value::from(shown), expected);
    for entry in entries {
        let url = entry["url"].as_str().unwrap();
        let (status, artifact) = get(&server, &format!("{ROOT}/{url}")).await;
        assert_eq!(
            (status, entry["digest"].as_str().unwrap()),
            (200, sha256(&artifact).as_str()),
            "{url}"
        );
    }
}

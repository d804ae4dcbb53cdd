//! Skills of a server: the extension `io.modelcontextprotocol/skills` (SEP-2640), and their files as MCP resources.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::files::SEGMENT;
use crate::mcp::result::ResourceContents;
use crate::skill::{Skill, SkillFile, digest};
use crate::value::Writer;

/// The name of the extension, in the capabilities of a server. It has no settings: folders are not listed.
pub(crate) const EXTENSION: &str = "io.modelcontextprotocol/skills";

/// The main file of a skill, whose URI is that of the skill.
const MAIN: &str = "SKILL.md";

/// The skills of a server, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Skills(Arc<[ServedSkill]>);

/// A skill with the texts that the protocol has of it.
#[derive(Clone, Debug)]
struct ServedSkill {
    /// The URI of `SKILL.md`.
    uri: String,
    description: String,
    /// The entry of `skills/list`, an object.
    entry: String,
    files: Vec<ServedFile>,
    name: &'static str,
}

#[derive(Clone, Debug)]
struct ServedFile {
    uri: String,
    file: &'static SkillFile,
}

impl Skills {
    /// Adds skills, without those that agents reject and those with the name of an earlier one.
    pub(crate) fn add(&mut self, skills: &[&'static Skill]) {
        let mut all = self.0.to_vec();
        for skill in skills.iter().filter(|skill| skill.is_published()) {
            if all.iter().all(|present| present.name != skill.name) {
                all.push(ServedSkill::new(skill));
            }
        }
        self.0 = all.into();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends the items of `skills/list`.
    pub(crate) fn list(&self, json: &mut Writer) {
        for skill in self.0.iter() {
            json.separate().raw(&skill.entry);
        }
    }

    /// Returns the entry of the skill with a URI.
    pub(crate) fn entry(&self, uri: &str) -> Option<&str> {
        let skill = self.0.iter().find(|skill| skill.uri == uri);
        skill.map(|skill| skill.entry.as_str())
    }

    /// Appends the items of the files in `resources/list`.
    pub(crate) fn list_files(&self, json: &mut Writer) {
        for skill in self.0.iter() {
            for ServedFile { uri, file } in &skill.files {
                json.separate().raw("{").name("uri").string(uri);
                if file.path == MAIN {
                    json.name("name").string(skill.name);
                    json.text_member("description", &skill.description);
                } else {
                    json.name("name").string(file.name());
                }
                json.text_member("mimeType", file.media_type()).raw("}");
            }
        }
    }

    /// Returns the file with a URI, whose bytes are those that clients have the digest of.
    pub(crate) fn read(&self, uri: &str) -> Option<ResourceContents> {
        let mut files = self.0.iter().flat_map(|skill| &skill.files);
        let file = files.find(|file| file.uri == uri)?.file;
        let contents = match std::str::from_utf8(file.bytes) {
            Ok(text) => ResourceContents::text(text, uri),
            Err(_) => ResourceContents::blob(STANDARD.encode(file.bytes), uri),
        };
        Some(contents.with_mime_type(file.media_type()))
    }
}

impl ServedSkill {
    fn new(skill: &'static Skill) -> Self {
        let files = skill.files.iter().map(|file| ServedFile {
            uri: uri(skill.name, file.path),
            file,
        });
        let files: Vec<ServedFile> = files.collect();
        let main = uri(skill.name, MAIN);
        let front_matter: Value = serde_json::from_str(skill.front_matter).unwrap_or_default();
        let description = front_matter.get("description").and_then(Value::as_str);
        Self {
            description: description.unwrap_or_default().to_owned(),
            entry: entry(skill, &main, &files),
            name: skill.name,
            uri: main,
            files,
        }
    }
}

/// Returns the entry of a skill with every file, which clients compare with what they read.
fn entry(skill: &Skill, uri: &str, files: &[ServedFile]) -> String {
    let mut json = Writer::default();
    json.raw("{").name("uri").string(uri);
    json.name("frontmatter").raw(skill.front_matter);
    json.name("resources").raw("[");
    for ServedFile { uri, file } in files {
        json.separate().raw("{").name("uri").string(uri);
        json.name("digest").string(&digest(file.bytes));
        json.name("size").count(file.bytes.len()).raw("}");
    }
    json.raw("]}");
    json.into_string()
}

/// Returns the URI of a file of a skill.
fn uri(skill: &str, path: &str) -> String {
    let parts = path.split('/');
    let parts = parts.map(|part| format!("/{}", utf8_percent_encode(part, SEGMENT)));
    format!("skill://{skill}{}", parts.collect::<String>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static FILES: [SkillFile; 2] = [
        SkillFile {
            path: "SKILL.md",
            bytes: b"\xef\xbb\xbf# A",
        },
        SkillFile {
            path: "assets/a b.bin",
            bytes: &[0xff],
        },
    ];
    static DESK: Skill = Skill {
        name: "desk",
        front_matter: r#"{"name":"desk","description":"Finds parcels."}"#,
        summary: "{}",
        detail: "{}",
        files: &FILES,
    };
    static REJECTED: Skill = Skill {
        name: "My--Desk",
        front_matter: "",
        ..DESK
    };

    fn skills() -> Skills {
        let mut skills = Skills::default();
        skills.add(&[&DESK, &REJECTED]);
        skills.add(&[&DESK]);
        skills
    }

    #[test]
    fn listed_digests_are_those_of_the_bytes_that_are_read() {
        let skills = skills();
        let mut json = Writer::default();
        json.raw("[");
        skills.list(&mut json);
        let list: Value =
            serde_json::from_str(json.raw("]").clone().into_string().as_str()).unwrap_or_default();
        assert_eq!(list.as_array().map(Vec::len), Some(1));
        assert_eq!(list[0]["uri"], "skill://desk/SKILL.md");
        assert_eq!(list[0]["frontmatter"]["description"], "Finds parcels.");
        let resources = &list[0]["resources"];
        let expected = json!({
            "uri": "skill://desk/assets/a%20b.bin",
            "digest": digest(&[0xff]),
            "size": 1,
        });
        assert_eq!(resources[1], expected);
        let read = skills.read("skill://desk/SKILL.md");
        let text = "\u{feff}# A";
        assert_eq!(resources[0]["digest"], digest(text.as_bytes()));
        let contents = ResourceContents::text(text, "skill://desk/SKILL.md").with_mime_type("text/markdown");
        assert_eq!(read, Some(contents));
        let blob = ResourceContents::blob("/w==", "skill://desk/assets/a%20b.bin");
        assert_eq!(
            skills.read("skill://desk/assets/a%20b.bin"),
            Some(blob.with_mime_type("application/octet-stream"))
        );
    }

    #[test]
    fn unknown_file_and_skill_are_not_found() {
        let skills = skills();
        assert!(skills.entry("skill://desk/SKILL.md").is_some());
        for uri in [
            "skill://desk",
            "skill://My--Desk/SKILL.md",
            "skill://desk/../desk/SKILL.md",
        ] {
            assert_eq!((skills.entry(uri), skills.read(uri)), (None, None), "{uri}");
        }
    }
}

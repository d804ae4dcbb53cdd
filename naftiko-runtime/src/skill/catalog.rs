//! The catalogue of a skill adapter: JSON documents and archives, made once.

use bytes::Bytes;
use serde_json::Value;

use super::archive::archive;
use super::description::digest;
use super::{Skill, SkillFile};
use crate::value::Writer;

/// The version of the index for discovery (Agent Skills Discovery 0.2.0).
const SCHEMA: &str = "https://schemas.agentskills.io/discovery/0.2.0/schema.json";

/// The main file of a skill.
pub(super) const MAIN: &str = "SKILL.md";

/// The skills of an adapter.
pub(super) struct Catalog {
    skills: Vec<Entry>,
    /// The result of `/skills`.
    pub(super) list: Bytes,
    /// The index that clients find at a fixed path.
    pub(super) index: Bytes,
}

/// A skill with its archive.
pub(super) struct Entry {
    pub(super) skill: &'static Skill,
    pub(super) archive: Bytes,
}

impl Catalog {
    pub(super) fn new(skills: &[&'static Skill]) -> Self {
        let skills: Vec<Entry> = skills.iter().map(|skill| Entry::new(skill)).collect();
        Self {
            list: list(&skills),
            index: index(&skills),
            skills,
        }
    }

    /// Returns the skill with a name; of two, the first one.
    pub(super) fn entry(&self, name: &str) -> Option<&Entry> {
        self.skills.iter().find(|entry| entry.skill.name == name)
    }
}

impl Entry {
    fn new(skill: &'static Skill) -> Self {
        let files = skill.files.iter().map(|file| (file.path, file.bytes));
        Self {
            skill,
            archive: archive(files).into(),
        }
    }

    /// Returns the list of the files.
    pub(super) fn contents(&self) -> Bytes {
        let mut json = Writer::default();
        json.raw("{").name("name").string(self.skill.name);
        json.name("files").raw("[");
        for file in self.skill.files {
            json.separate().raw("{").name("path").string(file.path);
            json.name("size").count(file.bytes.len());
            json.name("type").string(file.media_type()).raw("}");
        }
        json.raw("]}");
        json.into_text().into()
    }

    /// Returns what a client needs to use the skill: its only file, or the archive of all.
    fn artifact(&self) -> (&'static str, String, String) {
        let name = self.skill.name;
        match self.skill.files {
            [only @ SkillFile { path: MAIN, .. }] => {
                ("skill-md", format!("{name}/{MAIN}"), digest(only.bytes))
            }
            _ => ("archive", format!("{name}.zip"), digest(&self.archive)),
        }
    }
}

fn list(skills: &[Entry]) -> Bytes {
    let mut json = Writer::default();
    json.raw("{").name("count").count(skills.len());
    json.name("skills").raw("[");
    for entry in skills {
        json.separate().raw(entry.skill.summary);
    }
    json.raw("]}");
    json.into_text().into()
}

/// Returns the index. Its addresses are relative to its own, so that they hold below the path of another router too.
fn index(skills: &[Entry]) -> Bytes {
    let mut json = Writer::default();
    json.raw("{").name("$schema").string(SCHEMA);
    json.name("skills").raw("[");
    for entry in skills.iter().filter(|entry| entry.skill.is_published()) {
        let (kind, url, digest) = entry.artifact();
        json.separate().raw("{").name("name").string(entry.skill.name);
        json.name("type").string(kind);
        json.name("description").string(&description(entry.skill));
        json.name("url").string(&url);
        json.name("digest").string(&digest).raw("}");
    }
    json.raw("]}");
    json.into_text().into()
}

fn description(skill: &Skill) -> String {
    let front_matter: Value = serde_json::from_str(skill.front_matter).unwrap_or_default();
    let description = front_matter.get("description").and_then(Value::as_str);
    description.unwrap_or_default().to_owned()
}

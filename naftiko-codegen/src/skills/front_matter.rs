//! The front matter of `SKILL.md`.

use serde_json::{Map, Value};

use super::description::{description, says_when};
use super::tool::{Call, ToolFacts};
use super::{SkillTarget, line};
use crate::model::{Capability, Skill};
use crate::skill_format::{MAX_COMPATIBILITY, MAX_DESCRIPTION, cut, is_name};

/// Returns the fields of a skill in the order of the format.
pub(super) fn fields(
    capability: &Capability,
    skill: &Skill,
    facts: &[ToolFacts<'_>],
    target: SkillTarget,
) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut text = |name: &str, text: String| {
        if !text.is_empty() {
            fields.insert(name.to_owned(), text.into());
        }
    };
    text("name", skill.name.clone());
    text("description", description(capability, skill, facts));
    text("license", line(&skill.license));
    text(
        "compatibility",
        cut(&line(&skill.compatibility), MAX_COMPATIBILITY).to_owned(),
    );
    text("allowed-tools", allowed_tools(skill, facts, target).join(" "));
    if target == SkillTarget::Claude && !says_when(&skill.argument_hint) {
        text("argument-hint", line(&skill.argument_hint));
    }
    if target == SkillTarget::Claude {
        let flags = [
            ("user-invocable", skill.user_invocable),
            ("disable-model-invocation", skill.disable_model_invocation),
        ];
        for (name, flag) in flags {
            fields.extend(flag.map(|flag| (name.to_owned(), flag.into())));
        }
    }
    let metadata = skill.metadata.iter();
    let metadata: Map<String, Value> = metadata
        .map(|(key, value)| (line(key), line(value).into()))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    if !metadata.is_empty() {
        fields.insert("metadata".to_owned(), metadata.into());
    }
    fields
}

/// Returns the names of the tools that need no permission. Claude Code knows a tool of a server by the names of both.
fn allowed_tools(skill: &Skill, facts: &[ToolFacts<'_>], target: SkillTarget) -> Vec<String> {
    let names = skill.allowed_tools.iter().map(|name| {
        let of_server = facts.iter().find_map(|fact| match &fact.call {
            Call::Tool { adapter, tool } if fact.name == name || tool.name == *name => {
                Some(format!("mcp__{}__{}", adapter.namespace, tool.name))
            }
            _ => None,
        });
        let of_server = of_server.filter(|_| target == SkillTarget::Claude);
        of_server.unwrap_or_else(|| line(name))
    });
    names.collect()
}

/// Returns the fields as YAML between lines of hyphens.
pub(super) fn yaml(fields: &Map<String, Value>) -> String {
    let mut text = "---\n".to_owned();
    for (name, value) in fields {
        match value {
            Value::Object(members) => {
                text.extend([name.as_str(), ":\n"]);
                for (key, value) in members {
                    text.extend(["  ", &scalar(&key.as_str().into()), ": ", &scalar(value), "\n"]);
                }
            }
            value => text.extend([name.as_str(), ": ", &scalar(value), "\n"]),
        }
    }
    text + "---\n"
}

/// Returns a text in quotes, or a boolean. Some readers take any `---` for the end of the front matter, so that texts have none.
fn scalar(value: &Value) -> String {
    value.to_string().replace("---", r"--\u002d")
}

/// Returns whether agents accept a skill with these fields in a folder of its name.
pub(super) fn is_valid(fields: &Map<String, Value>, folder: &str) -> bool {
    let text = |name: &str| fields.get(name).map(|value| value.as_str().unwrap_or_default());
    let is_within = |text: &str, most| !text.trim().is_empty() && text.chars().count() <= most;
    text("name").is_some_and(|name| name == folder && is_name(name))
        && text("description").is_some_and(|text| is_within(text, MAX_DESCRIPTION))
        && text("compatibility").is_none_or(|text| is_within(text, MAX_COMPATIBILITY))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn front_matter_is_yaml_with_quoted_texts() {
        let fields = json!({"name": "desk", "description": "A: \"b\" --- # c", "user-invocable": false, "metadata": {"v": "1"}});
        let text = yaml(fields.as_object().unwrap_or(&Map::new()));
        assert_eq!(
            text,
            "---\nname: \"desk\"\ndescription: \"A: \\\"b\\\" --\\u002d # c\"\nuser-invocable: false\nmetadata:\n  \"v\": \"1\"\n---\n"
        );
    }

    #[test]
    fn valid_fields_follow_the_rules() {
        let valid = |fields: Value| is_valid(fields.as_object().unwrap_or(&Map::new()), "desk");
        assert!(valid(json!({"name": "desk", "description": "x", "other": 1})));
        for fields in [
            json!({}),
            json!({"name": "desk"}),
            json!({"name": "desk", "description": " "}),
            json!({"name": "depot", "description": "x"}),
            json!({"name": "desk", "description": "x".repeat(1025)}),
            json!({"name": "desk", "description": "x", "compatibility": "x".repeat(501)}),
            json!({"name": "desk", "description": 7}),
        ] {
            assert!(!valid(fields.clone()), "{fields}");
        }
    }
}

//! The descriptions of skills that a skill adapter serves.

use serde_json::{Map, Value, json};

use super::connect::url;
use crate::model::{Capability, Skill, SkillSource, SkillTool, Transport};

/// Returns the item of a skill in the catalogue.
pub(crate) fn summary(skill: &Skill) -> Value {
    let mut item = Map::new();
    described(skill, &mut item);
    let tools: Vec<&str> = skill.tools.iter().map(|tool| tool.name.as_str()).collect();
    item.insert("tools".to_owned(), tools.into());
    item.into()
}

/// Returns the description of a skill with its tools. Absent keys are left out, as the official engine does.
pub(crate) fn detail(capability: &Capability, skill: &Skill) -> Value {
    let mut item = Map::new();
    described(skill, &mut item);
    let mut text = |name: &str, text: &str| {
        if !text.is_empty() {
            item.insert(name.to_owned(), text.into());
        }
    };
    text("compatibility", &skill.compatibility);
    text("argument-hint", &skill.argument_hint);
    text("allowed-tools", &skill.allowed_tools.join(" "));
    let flags = [
        ("user-invocable", skill.user_invocable),
        ("disable-model-invocation", skill.disable_model_invocation),
    ];
    for (name, flag) in flags {
        item.extend(flag.map(|flag| (name.to_owned(), flag.into())));
    }
    if !skill.metadata.is_empty() {
        let metadata = skill.metadata.iter();
        let metadata = metadata.map(|(key, value)| (key.clone(), value.as_str().into()));
        item.insert("metadata".to_owned(), Value::Object(metadata.collect()));
    }
    let tools: Vec<Value> = skill
        .tools
        .iter()
        .map(|described| tool(capability, described))
        .collect();
    item.insert("tools".to_owned(), tools.into());
    item.into()
}

fn described(skill: &Skill, item: &mut Map<String, Value>) {
    item.insert("name".to_owned(), skill.name.as_str().into());
    item.insert("description".to_owned(), skill.description.as_str().into());
    if !skill.license.is_empty() {
        item.insert("license".to_owned(), skill.license.as_str().into());
    }
}

fn tool(capability: &Capability, described: &SkillTool) -> Value {
    let description = match described.description.as_str() {
        "" => Value::Null,
        text => text.into(),
    };
    let mut tool = json!({"name": described.name, "description": description});
    let more = match &described.source {
        SkillSource::Instruction(file) => json!({"type": "instruction", "instruction": file}),
        source => match invocation(capability, source) {
            Some(invocation) => json!({"type": "derived", "invocationRef": invocation}),
            None => json!({}),
        },
    };
    if let (Some(tool), Value::Object(more)) = (tool.as_object_mut(), more) {
        tool.extend(more);
    }
    tool
}

/// Returns the call of a tool: names as the official engine has them, and its place.
fn invocation(capability: &Capability, source: &SkillSource) -> Option<Value> {
    match source {
        SkillSource::Tool { adapter, tool } => {
            let adapter = capability.mcp.get(*adapter)?;
            let tool = adapter.tools.get(*tool)?;
            let mut call = json!({"targetNamespace": adapter.namespace, "action": tool.name, "mode": "mcp"});
            if let (Some(call), Transport::Http { address, port }) =
                (call.as_object_mut(), &adapter.transport)
            {
                let place = known(address, *port).map(|place| format!("{place}/mcp"));
                call.extend(place.map(|place| ("url".to_owned(), place.into())));
            }
            Some(call)
        }
        SkillSource::Route { adapter, route } => {
            let adapter = capability.rest.get(*adapter)?;
            let route = adapter.routes.get(*route)?;
            let mut call =
                json!({"targetNamespace": adapter.namespace, "action": route.operation.name, "mode": "rest"});
            if let Some(call) = call.as_object_mut() {
                call.insert("method".to_owned(), route.method.as_str().into());
                call.insert("path".to_owned(), route.pattern.as_str().into());
                let place = known(&adapter.address, adapter.port);
                call.extend(place.map(|place| ("url".to_owned(), place.into())));
            }
            Some(call)
        }
        SkillSource::Instruction(_) | SkillSource::Description => None,
    }
}

/// Returns the URL of an adapter, unless its spec names every address of a machine.
fn known(address: &str, port: u16) -> Option<String> {
    Some(url(address, port)).filter(|place| !place.contains('<'))
}

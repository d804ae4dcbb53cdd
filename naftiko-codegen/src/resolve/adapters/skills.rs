//! Skill adapters: skills, and the tools and operations that they describe.

use std::collections::HashMap;

use super::rest::RestDraft;
use super::{Exposing, McpDraft};
use crate::diagnostic::{Diagnostic, codes};
use crate::index::inline;
use crate::model::{Skill, SkillSource, SkillTool};
use crate::resolve::authentication::GuardScheme;
use crate::resolve::plain;
use crate::spec::{self, Adapter, tool_names};

/// A skill adapter.
pub(in crate::resolve) struct SkillDraft<'a> {
    pub declared: &'a spec::SkillAdapter,
    pub guard: Option<GuardScheme>,
    pub skills: Vec<Skill>,
}

/// The tools and operations of the adapters beside skills.
struct Siblings<'d> {
    by_adapter: HashMap<(&'d str, &'d str), SkillSource>,
    /// The first one of each name, with the namespace of its adapter; tools come first.
    by_name: HashMap<&'d str, (SkillSource, &'d str)>,
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves the skill adapters with skills. `rest` and `mcp` are the adapters whose tools and operations they describe.
    pub(super) fn skill_adapters(
        &mut self,
        rest: &[RestDraft<'a>],
        mcp: &[McpDraft<'a>],
    ) -> Vec<SkillDraft<'a>> {
        let adapters = inline(&self.index.document.exposes);
        let declared: Vec<&'a spec::SkillAdapter> = adapters
            .filter_map(|adapter| match adapter {
                Adapter::Skill(adapter) if !adapter.skills.is_empty() => Some(adapter),
                _ => None,
            })
            .collect();
        if declared.is_empty() {
            return Vec::new();
        }
        let siblings = Siblings::of(rest, mcp);
        let adapters = declared.into_iter();
        adapters.map(|adapter| self.skills(adapter, &siblings)).collect()
    }

    fn skills(&mut self, declared: &'a spec::SkillAdapter, siblings: &Siblings<'_>) -> SkillDraft<'a> {
        let skills = declared.skills.iter();
        SkillDraft {
            declared,
            guard: self.guard(&declared.namespace, declared.authentication.as_ref()),
            skills: skills.map(|skill| self.skill(skill, siblings)).collect(),
        }
    }

    fn skill(&mut self, declared: &'a spec::Skill, siblings: &Siblings<'_>) -> Skill {
        let tools = declared.tools.iter();
        let tools = tools.filter_map(|tool| self.skill_tool(tool, siblings));
        let tools: Vec<SkillTool> = tools.collect();
        let metadata = declared.metadata.iter();
        let allowed_tools = declared.allowed_tools.as_ref();
        let files = declared.files.iter().flatten();
        let front_matter = declared.front_matter.as_ref();
        Skill {
            name: declared.name.value.clone(),
            static_name: String::new(),
            description: plain(declared.description.as_ref()),
            license: plain(declared.license.as_ref()),
            compatibility: plain(declared.compatibility.as_ref()),
            metadata: metadata
                .map(|(key, value)| (key.value.clone(), value.value.clone()))
                .collect(),
            allowed_tools: allowed_tools.map_or_else(Vec::new, |text| {
                tool_names(&text.value).map(str::to_owned).collect()
            }),
            argument_hint: plain(declared.argument_hint.as_ref()),
            user_invocable: declared.user_invocable.map(|flag| flag.value),
            disable_model_invocation: declared.disable_model_invocation.map(|flag| flag.value),
            tools,
            files: files
                .map(|file| (file.path.clone(), file.bytes.clone()))
                .collect(),
            front_matter: front_matter.and_then(|node| node.to_json().as_object().cloned()),
        }
    }

    /// Resolves a tool of a skill; `None` for one of an unknown adapter or with an unknown action, which is a warning elsewhere.
    fn skill_tool(&mut self, declared: &'a spec::SkillTool, siblings: &Siblings<'_>) -> Option<SkillTool> {
        let source = match (&declared.from, &declared.instruction) {
            (Some((namespace, action)), _) => {
                let name = (namespace.as_str(), action.as_str());
                siblings.by_adapter.get(&name)?.clone()
            }
            (None, Some(instruction)) => SkillSource::Instruction(instruction.value.clone()),
            (None, None) => self.without_source(declared, siblings),
        };
        Some(SkillTool {
            name: declared.name.value.clone(),
            description: plain(declared.description.as_ref()),
            source,
        })
    }

    /// Reports a tool without a source. It is the tool or operation with its name, if there is one.
    fn without_source(&mut self, declared: &spec::SkillTool, siblings: &Siblings<'_>) -> SkillSource {
        let name = &declared.name;
        let found = siblings.by_name.get(name.as_str());
        let what = "has neither `from` nor `instruction`";
        let (message, help) = match found {
            Some((_, namespace)) => (
                format!("tool `{name}` of a skill {what}; it is read as `{namespace}.{name}`"),
                format!("add `from: {{sourceNamespace: {namespace}, action: {name}}}`"),
            ),
            None => (
                format!("tool `{name}` of a skill {what}; agents cannot use it"),
                "add `from: {sourceNamespace: …, action: …}`, or `instruction: …` with a file of the skill"
                    .to_owned(),
            ),
        };
        let diagnostic = Diagnostic::new(codes::SKILL_TOOL_UNUSABLE, declared.span, message);
        self.diagnostics.push_alike(diagnostic.help(help));
        found.map_or(SkillSource::Description, |(source, _)| source.clone())
    }
}

impl<'d> Siblings<'d> {
    /// Lists the tools and operations by their names in the spec, and tools by those on the wire too.
    fn of(rest: &'d [RestDraft<'_>], mcp: &'d [McpDraft<'_>]) -> Self {
        let mut siblings = Self {
            by_adapter: HashMap::new(),
            by_name: HashMap::new(),
        };
        for (adapter, draft) in mcp.iter().enumerate() {
            for (tool, found) in draft.tools.iter().enumerate() {
                let source = SkillSource::Tool { adapter, tool };
                let namespace = draft.declared.namespace.as_str();
                siblings.add(namespace, &found.operation.name, &source);
                siblings.add(namespace, &found.name, &source);
            }
        }
        for (adapter, draft) in rest.iter().enumerate() {
            for (route, found) in draft.routes.iter().enumerate() {
                let source = SkillSource::Route { adapter, route };
                siblings.add(draft.declared.namespace.as_str(), &found.operation.name, &source);
            }
        }
        siblings
    }

    fn add(&mut self, namespace: &'d str, name: &'d str, source: &SkillSource) {
        let known = self.by_adapter.entry((namespace, name));
        known.or_insert_with(|| source.clone());
        let known = self.by_name.entry(name);
        known.or_insert_with(|| (source.clone(), namespace));
    }
}

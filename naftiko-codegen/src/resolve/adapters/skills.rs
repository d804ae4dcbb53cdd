//! Skill adapters: skills, and the tools and operations that they describe.

use super::rest::RestDraft;
use super::{Exposing, McpDraft};
use crate::diagnostic::{Diagnostic, codes};
use crate::model::{Skill, SkillSource, SkillTool};
use crate::resolve::authentication::GuardScheme;
use crate::resolve::plain;
use crate::spec::{self, tool_names};

/// A skill adapter.
pub(in crate::resolve) struct SkillDraft<'a> {
    pub declared: &'a spec::SkillAdapter,
    pub guard: Option<GuardScheme>,
    pub skills: Vec<Skill>,
}

/// The adapters whose tools and operations skills describe.
#[derive(Clone, Copy)]
pub(super) struct Siblings<'d, 'a> {
    pub rest: &'d [RestDraft<'a>],
    pub mcp: &'d [McpDraft<'a>],
}

impl<'a> Exposing<'_, 'a> {
    /// Resolves a skill adapter.
    pub(super) fn skills(
        &mut self,
        declared: &'a spec::SkillAdapter,
        siblings: Siblings<'_, 'a>,
    ) -> SkillDraft<'a> {
        let skills = declared.skills.iter();
        SkillDraft {
            declared,
            guard: self.guard(&declared.namespace, declared.authentication.as_ref()),
            skills: skills.map(|skill| self.skill(skill, siblings)).collect(),
        }
    }

    fn skill(&mut self, declared: &'a spec::Skill, siblings: Siblings<'_, 'a>) -> Skill {
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
    fn skill_tool(&mut self, declared: &'a spec::SkillTool, siblings: Siblings<'_, 'a>) -> Option<SkillTool> {
        let source = match (&declared.from, &declared.instruction) {
            (Some((namespace, action)), _) => siblings.find(Some(&namespace.value), &action.value)?.0,
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
    fn without_source(&mut self, declared: &spec::SkillTool, siblings: Siblings<'_, 'a>) -> SkillSource {
        let name = &declared.name;
        let found = siblings.find(None, &name.value);
        let what = "has neither `from` nor `instruction`";
        let (message, help) = match &found {
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
        found.map_or(SkillSource::Description, |(source, _)| source)
    }
}

impl<'d> Siblings<'d, '_> {
    /// Returns the tool or operation with a name, and the namespace of its adapter. Without a namespace, tools come first.
    fn find(self, namespace: Option<&str>, action: &str) -> Option<(SkillSource, &'d str)> {
        let is_meant = |found: &str| namespace.is_none_or(|namespace| namespace == found);
        let mcp = self.mcp.iter().enumerate();
        let mut mcp = mcp.filter(|(_, draft)| is_meant(&draft.declared.namespace.value));
        let tool = mcp.find_map(|(adapter, draft)| {
            let named =
                |tool: &super::mcp::ToolDraft<'_>| tool.operation.name == action || tool.name == action;
            let tool = draft.tools.iter().position(named)?;
            Some((
                SkillSource::Tool { adapter, tool },
                draft.declared.namespace.as_str(),
            ))
        });
        tool.or_else(|| {
            let rest = self.rest.iter().enumerate();
            let mut rest = rest.filter(|(_, draft)| is_meant(&draft.declared.namespace.value));
            rest.find_map(|(adapter, draft)| {
                let mut routes = draft.routes.iter();
                let route = routes.position(|route| route.operation.name == action)?;
                let source = SkillSource::Route { adapter, route };
                Some((source, draft.declared.namespace.as_str()))
            })
        })
    }
}

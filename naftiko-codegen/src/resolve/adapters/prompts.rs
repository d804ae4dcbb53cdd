//! Prompts of MCP adapters.

use std::collections::{HashMap, HashSet};

use crate::model::{Piece, PromptMessage, Template};
use crate::spec::{Parameter, Prompt, Text};
use crate::template::{self, Notation, Part};

/// A prompt.
pub(in crate::resolve) struct PromptDraft<'a> {
    pub declared: &'a Prompt,
    /// The arguments with different names.
    pub arguments: Vec<&'a Parameter>,
    pub messages: Vec<PromptMessage>,
}

/// Resolves the prompts of an adapter. Duplicate names are ignored here and reported by the check of names.
pub(super) fn prompts(declared: &[Prompt]) -> Vec<PromptDraft<'_>> {
    let mut names: HashSet<&str> = HashSet::new();
    let prompts = declared
        .iter()
        .filter(|prompt| names.insert(prompt.name.as_str()));
    prompts.map(prompt).collect()
}

fn prompt(declared: &Prompt) -> PromptDraft<'_> {
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut arguments: Vec<&Parameter> = Vec::new();
    for argument in &declared.arguments {
        let name = argument.name.as_str();
        if !positions.contains_key(name) {
            positions.insert(name, arguments.len());
            arguments.push(argument);
        }
    }
    let messages = declared.template.iter().map(|message| PromptMessage {
        by_assistant: message.role.value == "assistant",
        text: filled(&message.content, &positions),
    });
    PromptDraft {
        declared,
        messages: messages.collect(),
        arguments,
    }
}

/// Returns a message with its arguments. Placeholders with other names are kept; the check of prompts reports them.
fn filled(content: &Text, arguments: &HashMap<&str, usize>) -> Template {
    let mut pieces: Template = Vec::new();
    for part in template::parse(&content.value, Notation::Double).parts {
        let text = match part {
            Part::Text(text) => text,
            Part::Hole(name) => {
                if let Some(index) = arguments.get(name.as_str()) {
                    pieces.push(Piece::Input(*index));
                    continue;
                }
                format!("{{{{{name}}}}}")
            }
        };
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(&text),
            _ => pieces.push(Piece::Text(text)),
        }
    }
    pieces
}

//! Resolves prompts of MCP adapters.

use std::collections::{HashMap, HashSet};

use crate::model::{ExposedInput, Piece, Prompt, PromptArgument, PromptMessage, Source, Template, TypeId};
use crate::names::Scope;
use crate::spec::{self, Parameter, Text};
use crate::template::{self, Notation, Part};

/// Resolves the prompts of an adapter. Duplicate names are ignored.
pub(super) fn prompts(declared: &[spec::Prompt], methods: &mut Scope, types: &mut Scope) -> Vec<Prompt> {
    let mut prompts: Vec<Prompt> = Vec::new();
    let mut names: HashSet<&str> = HashSet::new();
    for prompt in declared {
        let name = prompt.name.value.clone();
        // The check of names reports the duplicate.
        if !names.insert(prompt.name.as_str()) {
            continue;
        }
        let text = |text: Option<&Text>| text.map_or_else(String::new, |text| text.value.clone());
        let arguments = arguments(&prompt.arguments);
        let mut indexes: HashMap<&str, usize> = HashMap::new();
        for (index, argument) in arguments.iter().enumerate() {
            indexes.entry(argument.input.name.as_str()).or_insert(index);
        }
        let messages = prompt
            .template
            .iter()
            .map(|message| PromptMessage {
                by_assistant: message.role.value == "assistant",
                text: filled(&message.content, &indexes),
            })
            .collect();
        prompts.push(Prompt {
            ident: methods.assign(&format!("prompt-{name}")),
            input_name: types.assign(&format!("{name}-input")),
            title: text(prompt.display.as_ref()),
            description: text(prompt.description.as_ref()),
            arguments,
            messages,
            name,
        });
    }
    prompts
}

fn arguments(declared: &[Parameter]) -> Vec<PromptArgument> {
    let mut scope = Scope::locals();
    let mut arguments: Vec<PromptArgument> = Vec::new();
    let mut names: HashSet<&str> = HashSet::new();
    for parameter in declared {
        let name = &parameter.name.value;
        if !names.insert(name) {
            continue;
        }
        let text = |text: Option<&Text>| text.map_or_else(String::new, |text| text.value.clone());
        arguments.push(PromptArgument {
            title: text(parameter.display.as_ref()),
            input: ExposedInput {
                name: name.clone(),
                ident: scope.assign(name),
                source: Source::Field(name.clone()),
                value_type: TypeId::STRING,
                required: parameter.required.as_ref().is_none_or(|required| required.value),
                description: text(parameter.description.as_ref()),
                whole_body: false,
                text_items: false,
                nullable: false,
            },
        });
    }
    arguments
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

//! Prompts: one method each, and the static table.

use proc_macro2::TokenStream;
use quote::quote;

use super::arm;
use super::input::Parameter;
use super::table::Table;
use crate::emit::imports::Imports;
use crate::model::{McpAdapter, Piece, Prompt, PromptMessage, Template};
use crate::names::ident;
use crate::prose::{docs, prose};

/// Returns the method of a prompt. The default body fills the messages of the spec.
pub(super) fn method(prompt: &Prompt, imports: &Imports) -> TokenStream {
    let [said, error] = imports.all("mcp", ["PromptMessage", "ToolError"]);
    let (name, future) = (ident(&prompt.ident), imports.future());
    let docs = docs([prose(&prompt.title), prose(&prompt.description)]);
    let input = (!prompt.arguments.is_empty()).then(|| {
        let is_input = |piece: &Piece| matches!(piece, Piece::Input(_));
        let used = prompt
            .messages
            .iter()
            .any(|message| message.text.iter().any(is_input));
        let name = if used { quote!(input) } else { quote!(_input) };
        let input = ident(&prompt.input_name);
        quote!(, #name: #input)
    });
    let messages = prompt
        .messages
        .iter()
        .map(|message| said_by(prompt, message, imports));
    quote! {
        #docs
        fn #name(&self #input) -> impl #future<Output = Result<Vec<#said>, #error>> + Send {
            async move { Ok(vec![#(#messages),*]) }
        }
    }
}

fn said_by(prompt: &Prompt, message: &PromptMessage, imports: &Imports) -> TokenStream {
    let said = imports.runtime("mcp", "PromptMessage");
    let speaker = if message.by_assistant {
        quote!(assistant)
    } else {
        quote!(user)
    };
    let text = text(prompt, &message.text);
    quote!(#said::#speaker(#text))
}

/// Returns a message with its arguments. A missing optional argument is an empty string.
fn text(prompt: &Prompt, template: &Template) -> TokenStream {
    let inputs = || {
        template.iter().filter_map(|piece| match piece {
            Piece::Input(index) => prompt.arguments.get(*index),
            Piece::Text(_) | Piece::Variable(_) => None,
        })
    };
    if inputs().next().is_none() {
        let text: String = template.iter().map(plain).collect();
        return quote!(#text);
    }
    let format: String = template
        .iter()
        .map(|piece| match piece {
            Piece::Input(_) => "{}".to_owned(),
            Piece::Text(_) | Piece::Variable(_) => plain(piece).replace('{', "{{").replace('}', "}}"),
        })
        .collect();
    let values = inputs().map(|argument| {
        let field = ident(&argument.input.ident);
        if argument.input.required {
            quote!(input.#field)
        } else {
            quote!(input.#field.as_deref().unwrap_or_default())
        }
    });
    if let ("{}", Some(argument), None) = (format.as_str(), inputs().next(), inputs().nth(1)) {
        let field = ident(&argument.input.ident);
        let or_empty = (!argument.input.required).then(|| quote!(.unwrap_or_default()));
        return quote!(input.#field.clone() #or_empty);
    }
    quote!(::std::format!(#format, #(#values),*))
}

fn plain(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        // Prompts have no variables.
        Piece::Variable(name) => format!("{{{{{name}}}}}"),
        Piece::Input(_) => String::new(),
    }
}

/// Returns the dispatch of prompts by their name.
pub(super) fn dispatch(adapter: &McpAdapter, imports: &Imports) -> Option<TokenStream> {
    if adapter.prompts.is_empty() {
        return None;
    }
    let (prompting, inputs) = (
        imports.runtime("mcp", "PromptFuture"),
        imports.runtime("input", "Inputs"),
    );
    let arms = adapter.prompts.iter().map(|prompt| {
        let input = match prompt.arguments.as_slice() {
            [] => Parameter::None,
            _ => Parameter::Struct(&prompt.input_name),
        };
        arm(&prompt.name, &prompt.ident, input, &quote!(Ok), imports)
    });
    Some(quote! {
        fn prompt<'a>(&'a self, name: &str, inputs: #inputs) -> Option<#prompting<'a>> {
            match name {
                #(#arms)*
                _ => None,
            }
        }
    })
}

/// Returns the table of prompts.
pub(super) fn table(adapter: &McpAdapter, imports: &Imports) -> Table {
    let prompt_type = || {
        let prompt = imports.runtime("mcp", "Prompt");
        quote!(#prompt)
    };
    let rows = adapter.prompts.iter().map(|prompt| {
        let (name, title, description) = (&prompt.name, &prompt.title, &prompt.description);
        let (prompt_type, arguments) = (prompt_type(), arguments(prompt, imports));
        quote! {
            #prompt_type { name: #name, title: #title, description: #description, arguments: #arguments }
        }
    });
    Table::of(
        "The result of `prompts/list`, in the order of the spec.",
        "PROMPTS",
        prompt_type,
        rows,
    )
}

fn arguments(prompt: &Prompt, imports: &Imports) -> TokenStream {
    if prompt.arguments.is_empty() {
        return quote!(&[]);
    }
    let argument_type = imports.runtime("mcp", "PromptArgument");
    let rows = prompt.arguments.iter().map(|argument| {
        let (name, title) = (&argument.input.name, &argument.title);
        let (description, required) = (&argument.input.description, argument.input.required);
        quote! {
            #argument_type { name: #name, title: #title, description: #description, required: #required }
        }
    });
    quote!(&[#(#rows),*])
}

//! Consumed operations: static description and method.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::chain;
use super::imports::Imports;
use super::sending::{self, Sender};
use super::value::{self, Holes};
use super::{argument, document_type, long_running, pages, read};
use crate::model::{Capability, Input, Operation, Payload, ReadKind, Slot, StepOutputs, TypeId, Types};
use crate::names::ident;
use crate::prose::{code, docs, prose};

/// Returns the static description, which is the same for every call.
pub(super) fn description(operation: &Operation, types: &Types, imports: &Imports) -> TokenStream {
    let name = ident(&operation.static_name);
    let type_name = imports.runtime("client", "Operation");
    let method_type = imports.runtime("http", "Method");
    let method = ident(operation.method.as_str());
    let id = &operation.id;
    let input_name = |index: usize| {
        operation
            .inputs
            .get(index)
            .map_or("", |input| input.name.as_str())
    };
    let path = value::pieces(&operation.path, input_name, imports);
    let query = chain::call("query", value::pairs(&operation.query, imports));
    let headers = chain::call("headers", value::pairs(&operation.headers, imports));
    let format = operation.format.as_ref().map(|format| {
        let (type_name, name) = (imports.runtime("format", "Format"), ident(format.name));
        if let Some(schema) = &format.schema {
            let schema = if schema.contains('\n') {
                value::raw_string(schema)
            } else {
                quote!(#schema)
            };
            quote!(.format_with(#type_name::#name, #schema))
        } else {
            quote!(.format(#type_name::#name))
        }
    });
    let styles = styles(operation, imports);
    let binary = binary(operation);
    let accept = chain::call("accept", operation.accept.as_ref());
    let pages = operation
        .pages
        .as_ref()
        .map(|pages| pages::description(pages, imports));
    let final_state = operation
        .long_running
        .as_ref()
        .and_then(|long_running| long_running::description(long_running, imports));
    let repeatable = operation.repeatable.then(|| quote!(.idempotent()));
    let key = operation
        .takes_idempotency_key()
        .then(|| quote!(.idempotency_key()));
    let visible = operation.token.is_some().then(|| quote!(pub(super)));
    let outputs = operation
        .step_outputs
        .as_ref()
        .map(|outputs| step_outputs(outputs, types, imports));
    quote! {
        #visible static #name: #type_name = #type_name::new(#id, #method_type::#method, #path) #query #headers #styles #format #accept #binary #repeatable #key #pages #final_state;

        #outputs
    }
}

/// Returns the static of the named outputs that steps read.
fn step_outputs(outputs: &StepOutputs, types: &Types, imports: &Imports) -> TokenStream {
    let name = ident(&outputs.static_name);
    let named = imports.runtime("steps", "NamedOutput");
    let count = proc_macro2::Literal::usize_unsuffixed(outputs.outputs.len());
    let rows = outputs.outputs.iter().map(|(output, read)| {
        let value = match &read.kind {
            ReadKind::Constant(constant) => {
                let constant = value::owned_json(constant, imports);
                quote!(|_| Ok(#constant))
            }
            ReadKind::Value(_) | ReadKind::List(_) => {
                imports.trait_in_scope("value", "ToJson");
                let value = read::value(types, read, &quote!(at), imports);
                quote!(|at| Ok(#value.to_json()))
            }
        };
        quote!((#output, #value))
    });
    quote! {
        pub(crate) static #name: [#named; #count] = [#(#rows),*];
    }
}

/// Returns the styles of lists in the query.
fn styles(operation: &Operation, imports: &Imports) -> Option<TokenStream> {
    let styles = operation.styles.iter().map(|(name, style)| {
        let (type_name, style) = (imports.runtime("client", "ListStyle"), ident(style.name()));
        quote!((#name, #type_name::#style))
    });
    let styles: Vec<TokenStream> = styles.collect();
    (!styles.is_empty()).then(|| quote!(.styles(&[#(#styles),*])))
}

/// Returns the media type and limit of a binary response.
fn binary(operation: &Operation) -> Option<TokenStream> {
    let media_type = chain::call("media_type", operation.media_type.as_ref());
    let limit = operation.max_binary_size.map(|bytes| value::grouped(bytes, ""));
    let limit = chain::call("size_limit", limit);
    (operation.payload == Payload::Binary).then(|| quote!(#media_type #limit))
}

/// Returns the methods of an operation. The one that sends it returns a future with a named type instead of being an `async fn`, because the
/// compiler then checks the future once and not in each caller (`docs/decisions/0005`).
pub(super) fn methods(capability: &Capability, operation: &Operation, imports: &Imports) -> TokenStream {
    let name = ident(&operation.method_name);
    let docs = method_docs(operation, &capability.types);
    let call = match &operation.call_method {
        Some(call) => {
            let (call, passed) = (ident(call), pages::passed(operation));
            quote!(self.#call(#passed))
        }
        None => call(operation, &capability.types, imports),
    };
    let send = ident(if operation.payload == Payload::Binary {
        "stream"
    } else {
        "send"
    });
    let (generics, this, lifetime) = operation_lifetime(operation);
    let given = inputs(operation, &capability.types, &quote!('a), imports);
    let future = future(operation, imports);
    let future = if operation.payload == Payload::Binary {
        quote!(#future<#lifetime>)
    } else {
        let payload = payload(capability, &operation.payload, imports);
        quote!(#future<#lifetime, #payload>)
    };
    let pages = pages::methods(capability, operation, imports);
    let long_running = long_running::methods(capability, operation, imports);
    let call_method = call_method(capability, operation, imports);
    quote! {
        #docs
        pub fn #name #generics(#this, #given) -> #future {
            #call.#send()
        }

        #pages

        #long_running

        #call_method
    }
}

/// Returns the method that the methods of an operation have its call from, if it has several.
fn call_method(capability: &Capability, operation: &Operation, imports: &Imports) -> Option<TokenStream> {
    let name = ident(operation.call_method.as_ref()?);
    let call_type = imports.runtime("client", "Call");
    let (generics, this, lifetime) = operation_lifetime(operation);
    let bound = if generics.is_empty() {
        TokenStream::new()
    } else {
        lifetime.clone()
    };
    let given = inputs(operation, &capability.types, &bound, imports);
    let call = call(operation, &capability.types, imports);
    Some(quote! {
        fn #name #generics(#this, #given) -> #call_type<#lifetime> {
            #call
        }
    })
}

/// Returns the generics of a method that borrows its inputs, its receiver, and the lifetime of what it returns.
fn operation_lifetime(operation: &Operation) -> (TokenStream, TokenStream, TokenStream) {
    if lends(operation) {
        (quote!(<'a>), quote!(&'a self), quote!('a))
    } else {
        (TokenStream::new(), quote!(&self), quote!('_))
    }
}

/// Returns the parameters of the methods of an operation, borrowed for a lifetime.
pub(super) fn inputs(
    operation: &Operation,
    types: &Types,
    lifetime: &TokenStream,
    imports: &Imports,
) -> TokenStream {
    let positional = operation
        .inputs
        .iter()
        .filter(|input| operation.is_positional(input));
    let positional = positional.map(|input| {
        let name = ident(&input.ident);
        let borrowed = argument::borrowed(input, types, lifetime, imports);
        quote!(#name: #borrowed)
    });
    let params = operation.params_name.as_ref().map(|name| {
        let name = ident(name);
        quote!(params: &#lifetime #name)
    });
    let all = positional.chain(params);
    quote!(#(#all),*)
}

/// Returns whether the methods of an operation borrow inputs.
pub(super) fn lends(operation: &Operation) -> bool {
    let mut positional = operation
        .inputs
        .iter()
        .filter(|input| operation.is_positional(input));
    operation.params_name.is_some() || positional.any(|input| !argument::is_copy(input.value_type))
}

fn method_docs(operation: &Operation, types: &Types) -> TokenStream {
    let mut paragraphs = vec![prose(&operation.title), prose(&operation.description)];
    paragraphs.push(code(&format!("{} {}", operation.method, operation.shown_path)));
    if !operation.answer_headers.is_empty() {
        let names = operation.answer_headers.iter().map(|name| code(name));
        paragraphs.push(format!(
            "Headers of the response: {}.",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    let error = operation.error.and_then(|error| types.get(error.id).name());
    paragraphs.extend(error.map(|name| format!("Error responses are {}.", code(&format!("types::{name}")))));
    paragraphs.extend(
        operation
            .inputs
            .iter()
            .filter(|input| operation.is_positional(input))
            .filter_map(|input| argument_about(input, types)),
    );
    docs(paragraphs)
}

/// Returns the documentation of an argument: its description, and the type of a text with listed values.
fn argument_about(input: &Input, types: &Types) -> Option<String> {
    let listed = argument::choice(input, types);
    let listed = listed.map(|name| format!("A text of {}.", code(&format!("types::{name}"))));
    let described = (!input.description.is_empty()).then(|| prose(&input.description));
    let about: Vec<String> = described.into_iter().chain(listed).collect();
    let name = code(input.ident.trim_start_matches("r#"));
    (!about.is_empty()).then(|| format!("{name}: {}", about.join(" ")))
}

/// Returns the type of the future: of a whole response, or of a streamed one.
fn future(operation: &Operation, imports: &Imports) -> Ident {
    if operation.payload == Payload::Binary {
        imports.runtime("client", "PendingStream")
    } else {
        imports.runtime("client", "PendingCall")
    }
}

pub(super) fn payload(capability: &Capability, payload: &Payload, imports: &Imports) -> TokenStream {
    match payload {
        Payload::Json(Slot { id: TypeId::ANY, .. }) => {
            let value = imports.runtime("", "Value");
            quote!(#value)
        }
        Payload::Json(slot) => document_type::of_slot(*slot, &capability.types, imports),
        Payload::Text => quote!(String),
        // A binary response is a stream, not a value.
        Payload::Binary => TokenStream::new(),
    }
}

/// Returns an input as an expression: an argument, or a reference to a field of the params.
fn access(operation: &Operation, input: &Input) -> TokenStream {
    let name = ident(&input.ident);
    if operation.is_positional(input) {
        quote!(#name)
    } else if argument::is_copy(input.value_type) {
        quote!(params.#name)
    } else {
        quote!(&params.#name)
    }
}

/// Returns an input as an expression that converts into the runtime's `Argument`.
fn sent(operation: &Operation, input: &Input, types: &Types, imports: &Imports) -> TokenStream {
    if input.value_type.is_plain() {
        return access(operation, input);
    }
    if let Some(name) = argument::choice(input, types) {
        return sent_choice(operation, input, name, imports);
    }
    let to_json = imports.runtime("value", "ToJson");
    let name = ident(&input.ident);
    if operation.is_positional(input) {
        quote!(#name.to_json())
    } else if input.required {
        quote!(params.#name.to_json())
    } else {
        quote!(params.#name.as_ref().map(#to_json::to_json))
    }
}

/// Returns a text with listed values as an expression.
fn sent_choice(operation: &Operation, input: &Input, type_name: &str, imports: &Imports) -> TokenStream {
    let name = ident(&input.ident);
    if operation.is_positional(input) {
        quote!(#name.as_ref())
    } else if input.required {
        quote!(params.#name.as_str())
    } else {
        let type_name = super::types::path(type_name, imports);
        quote!(params.#name.as_ref().map(#type_name::as_str))
    }
}

/// Returns the call of an operation with its inputs, which is not sent yet, and the statements before it.
pub(super) fn call(operation: &Operation, types: &Types, imports: &Imports) -> TokenStream {
    let description = ident(&operation.static_name);
    let input = |index: usize| {
        let input = operation.inputs.get(index);
        input.map_or_else(TokenStream::new, |input| sent(operation, input, types, imports))
    };
    let sender = Sender {
        http: quote!(self.http),
        description: quote!(#description),
        holes: Holes {
            input: &input,
            variable: quote!(self.http.variable),
        },
    };
    sending::call(operation, &sender, imports)
}

//! Calls of exposed operations, and their responses.

mod answer;
mod flow;
mod passed;
mod steps;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use flow::RunFlow;

use super::argument::{self, Presence, place};
use super::chain;
use super::client;
use super::imports::Imports;
use super::value::{self, Holes};
use crate::model::{
    Argument, Binary, Capability, Client, Exposed, JsonTemplate, Operation, Output, Payload, Place, Read,
    ReadKind, Steps, StepsResult, Target, TypeId,
};
use crate::names::ident;

/// The response of an exposed operation.
pub(super) enum Response<'a> {
    Called(Called<'a>),
    /// An object, made from the outputs of steps.
    Mapped(&'a Steps, &'a JsonTemplate),
    /// What a flow returns.
    Flow(RunFlow<'a>),
    /// A mock, made from inputs.
    Mock(&'a JsonTemplate),
    /// The error of a stub.
    Stub(&'a str),
}

/// The response of a consumed operation that is called.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub client: &'a Client,
    pub operation: &'a Operation,
    arguments: &'a [Argument],
    /// The steps, if the call is the last one of them.
    pub steps: Option<&'a Steps>,
    pub content: Content<'a>,
}

/// The content of a response to a caller.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// Text, unchanged.
    Text,
    /// JSON, unchanged.
    Json,
    /// A binary response.
    Binary(&'a Binary),
    /// A part of the JSON, unchanged.
    Selected(&'a Read),
    /// A mapped response with a type.
    Mapped(&'a Read),
}

impl<'a> Response<'a> {
    /// Returns the response of an operation.
    pub(super) fn of(capability: &'a Capability, exposed: &'a Exposed) -> Self {
        let steps = match &exposed.target {
            Target::Call(_) => None,
            Target::Steps(steps) => match &steps.result {
                StepsResult::Mapped(template) => return Self::Mapped(steps, template),
                StepsResult::Last => Some(&**steps),
            },
            Target::Flow(call) => {
                let found = capability.flow(call);
                return found.map_or(Self::Stub("unknown flow"), |(aggregate, flow)| {
                    Self::Flow(RunFlow {
                        aggregate,
                        flow,
                        arguments: &call.arguments,
                    })
                });
            }
            Target::Mock(template) => return Self::Mock(template),
            Target::Unresolved(message) => return Self::Stub(message),
        };
        let called = exposed.target.answering();
        let called = called.and_then(|call| Some((call, capability.called(call)?)));
        let Some((call, (client, operation))) = called else {
            return Self::Stub("unknown operation");
        };
        let content = match &exposed.output {
            Output::Binary(binary) => Content::Binary(binary),
            Output::Mapped(read) if read.is_selection() && !is_list_of_elements(operation, read) => {
                Content::Selected(read)
            }
            Output::Mapped(read) => Content::Mapped(read),
            Output::Relay if operation.payload == Payload::Text => Content::Text,
            Output::Relay => Content::Json,
        };
        Self::Called(Called {
            client,
            operation,
            arguments: &call.arguments,
            steps,
            content,
        })
    }

    /// Returns whether it is a mapped response with a type.
    pub(super) fn is_mapped(&self, capability: &'a Capability) -> bool {
        match self {
            Self::Called(called) => matches!(called.content, Content::Mapped(_)),
            Self::Flow(run) => Self::of(capability, &run.flow.operation).is_mapped(capability),
            _ => false,
        }
    }

    /// Returns whether it is a binary response of a call.
    pub(super) fn is_binary(&self) -> bool {
        matches!(self, Self::Called(called) if matches!(called.content, Content::Binary(_)))
    }
}

/// Returns whether an output is a list in XML, where one element has the form of a value that is not a list.
fn is_list_of_elements(operation: &Operation, read: &Read) -> bool {
    let is_xml = operation
        .format
        .as_ref()
        .is_some_and(|format| format.name == "Xml");
    is_xml && matches!(read.kind, ReadKind::Value(TypeId::ARRAY))
}

/// The place of the inputs in the generated code.
#[derive(Clone, Copy)]
pub(super) enum InputPlace {
    /// Each is a variable.
    Variables,
    /// Each is a field of `input`.
    Fields,
    /// The only input is `input`.
    Whole,
}

/// Returns the call that limits a binary response.
fn limit(called: Called<'_>) -> Option<TokenStream> {
    let Content::Binary(binary) = called.content else {
        return None;
    };
    let limit = binary.limit.map(|bytes| value::grouped(bytes, ""))?;
    let limit = chain::call("or_limit", Some(limit));
    Some(quote!(#limit?))
}

/// Returns the call that converts a response in another format that is read as JSON.
fn converted(called: Called<'_>) -> Option<TokenStream> {
    let is_read = matches!(called.content, Content::Selected(_) | Content::Mapped(_));
    (is_read && called.operation.format.is_some()).then(|| quote!(.converted().await?))
}

/// The place of a call in the generated code.
pub(super) struct Site<'a> {
    pub capability: &'a Capability,
    pub exposed: &'a Exposed,
    pub inputs: InputPlace,
    /// The capability, as an expression.
    pub receiver: TokenStream,
    /// The client that is called, which resolves variables.
    client: Option<&'a Client>,
    pub imports: &'a Imports,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        capability: &'a Capability,
        exposed: &'a Exposed,
        inputs: InputPlace,
        receiver: TokenStream,
        imports: &'a Imports,
    ) -> Self {
        let call = exposed.target.answering();
        let called = call.and_then(|call| capability.called(call));
        Self {
            capability,
            exposed,
            inputs,
            receiver,
            // Variables of an operation that calls several clients, or none itself, come from the first one.
            client: called.map(|(client, _)| client).or(capability.clients.first()),
            imports,
        }
    }

    /// Returns the place of a call of another client.
    fn with_client<'s>(&'s self, client: &'s Client) -> Site<'s> {
        Site {
            client: Some(client),
            receiver: self.receiver.clone(),
            ..*self
        }
    }

    /// Returns the statements that call an operation and await its response. One in another format that is read as JSON is converted.
    pub(super) fn call(&self, called: Called<'_>) -> TokenStream {
        let (limit, converted) = (limit(called), converted(called));
        if let Some(steps) = called.steps {
            let (before, last) = (self.steps(steps), self.last(steps, called, &quote!(Ok(response))));
            return quote!(#before let response = #last?;);
        }
        let (params, pending) = self.pending(called);
        quote! {
            #params
            let response = #pending.await? #limit #converted;
        }
    }

    /// Returns the statements that call an operation, await its response, and map it by a statement that declares `output`.
    pub(super) fn mapped(&self, called: Called<'_>, mapping: &TokenStream) -> TokenStream {
        let Some(steps) = called.steps else {
            let call = self.call(called);
            return quote!(#call #mapping);
        };
        let before = self.steps(steps);
        let last = self.last(steps, called, &quote!(#mapping Ok((response, output))));
        quote!(#before let (response, output) = #last?;)
    }

    /// Returns the statements that call an operation and await its response, which is relayed.
    pub(super) fn relayed(&self, called: Called<'_>) -> TokenStream {
        if called.steps.is_some() {
            return self.call(called);
        }
        let (params, pending) = self.pending(called);
        let limit = limit(called);
        quote! {
            #params
            let response = #pending.relayed().await? #limit;
        }
    }

    /// Returns the statement that makes the params of a call, if it has any, and the future of the call.
    pub(super) fn pending(&self, called: Called<'_>) -> (Option<TokenStream>, TokenStream) {
        let Called {
            client, operation, ..
        } = called;
        let with = operation.inputs.iter().zip(called.arguments);
        let positional = with.filter(|(input, _)| operation.is_positional(input));
        let positional = positional.map(|(input, argument)| self.borrowed(input, argument));
        let passed = operation.params_name.as_ref().map(|_| quote!(&params));
        let arguments: Vec<TokenStream> = positional.chain(passed).collect();
        let params = self.params(called);
        let (receiver, accessor) = (&self.receiver, ident(&client.accessor));
        let method = ident(&operation.method_name);
        let renamed = self.renamed(called);
        let pending = quote!(#receiver.#accessor().#method(#(#arguments),*) #renamed);
        (params, pending)
    }

    /// Returns the statement that makes the params of a call.
    fn params(&self, called: Called<'_>) -> Option<TokenStream> {
        let operation = called.operation;
        let name = operation.params_name.as_ref()?;
        let path = client::path(self.capability, called.client, name, self.imports);
        let with = operation.inputs.iter().zip(called.arguments);
        let fields: Vec<_> = with
            .filter(|(input, _)| !operation.is_positional(input))
            .collect();
        let is_absent = |argument: &Argument| matches!(argument, Argument::Absent);
        let absent = fields.iter().filter(|(_, argument)| is_absent(argument)).count();
        let optional = fields.iter().all(|(input, _)| !input.required);
        if absent == fields.len() && optional {
            return Some(quote!(let params = #path::default();));
        }
        let rest = (absent > 0 && optional).then(|| quote!(..#path::default()));
        let uses = self.exposed.target.uses();
        let given = fields
            .iter()
            .filter(|(_, argument)| rest.is_none() || !is_absent(argument));
        let fields = given.map(|(input, argument)| {
            let name = ident(&input.ident);
            let value = self.owned(input, argument, &uses);
            if name == value.to_string() {
                quote!(#name)
            } else {
                quote!(#name: #value)
            }
        });
        Some(quote!(let params = #path { #(#fields,)* #rest };))
    }

    /// Returns the code that reports invalid inputs by the caller's names, if the API has other names for values that it may reject:
    /// parts of a path, headers and cookies.
    fn renamed(&self, called: Called<'_>) -> Option<TokenStream> {
        let with = called.operation.inputs.iter().zip(called.arguments);
        let checked =
            with.filter(|(input, _)| matches!(input.place, Place::Path | Place::Header | Place::Cookie));
        let pairs = checked.filter_map(|(input, argument)| {
            let Argument::Input(index) = argument else {
                return None;
            };
            let given = self.exposed.inputs.get(*index)?;
            let (name, source) = (&input.name, &given.source);
            (source.name() != Some(name.as_str())).then(|| {
                let place = place(source, self.imports);
                quote!((#name, #place))
            })
        });
        let pairs: Vec<TokenStream> = pairs.collect();
        (!pairs.is_empty()).then(|| quote!(.in_inputs(&[#(#pairs),*])))
    }

    /// Returns the input with an index: the expression, its type and its presence.
    fn input(&self, index: usize) -> (TokenStream, TypeId, Presence) {
        let Some(input) = self.exposed.inputs.get(index) else {
            return self.value_of_step(index - self.exposed.inputs.len());
        };
        let name = ident(&input.ident);
        let place = match self.inputs {
            InputPlace::Variables => quote!(#name),
            InputPlace::Fields => quote!(input.#name),
            InputPlace::Whole => quote!(input),
        };
        let presence = Presence::of(input.required, input.nullable);
        (place, input.value_type, presence)
    }

    /// Returns an input as an expression that converts into the runtime's `Argument`.
    fn reference(&self, index: usize) -> TokenStream {
        let (place, given, presence) = self.input(index);
        let is_made = index >= self.exposed.inputs.len();
        if is_made || argument::is_copy(given) && presence == Presence::Required {
            place
        } else {
            quote!(&#place)
        }
    }

    fn json(&self, value: &TokenStream) -> TokenStream {
        let json = self.imports.runtime("value", "Json");
        quote!(#json::from(#value))
    }

    fn holes<'h>(&self, input: &'h dyn Fn(usize) -> TokenStream) -> Holes<'h> {
        let receiver = &self.receiver;
        let accessor = self.client.map(|client| {
            let accessor = ident(&client.accessor);
            quote!(.#accessor())
        });
        Holes {
            input,
            variable: quote!(#receiver #accessor.variable),
        }
    }

    /// Returns the response of a mock, or the object of the mappings of steps.
    pub(super) fn made(&self, template: &JsonTemplate) -> TokenStream {
        let holes = &|index| self.reference(index);
        if let JsonTemplate::Input(index) = template {
            let (module, value) = (self.imports.runtime("", "steps"), holes(*index));
            return quote!(#module::or_null(#value));
        }
        self.json(&value::json(template, &self.holes(holes), self.imports))
    }
}

//! Steps of an operation: the statements that run them.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::{Called, Content, Site, converted, limit};
use crate::emit::argument::{self, Presence};
use crate::emit::value;
use crate::emit::{chain, client};
use crate::model::{
    Argument, CallTarget, Constant, Lookup, OperationStep, Payload, Reading, Script, ScriptValue, StepAction,
    StepValue, Steps, Target, TypeId,
};
use crate::names::ident;

impl Site<'_> {
    /// Returns the statements that run the steps, without a last one whose response is the result.
    pub(in crate::emit) fn steps(&self, steps: &Steps) -> TokenStream {
        let mut completed: Vec<&str> = Vec::new();
        let last = steps.last_call().map(|_| steps.all.len() - 1);
        let stages = steps.stages.iter().map(|stage| {
            let stage: Vec<&OperationStep> = stage
                .iter()
                .filter(|number| Some(**number) != last)
                .filter_map(|number| steps.all.get(*number))
                .collect();
            let statement = self.stage(steps, &stage, &completed);
            completed.extend(
                stage
                    .iter()
                    .filter(|step| step.writes)
                    .map(|step| step.name.as_str()),
            );
            statement
        });
        stages.collect()
    }

    /// Returns the statement of one step, or of calls that run at once.
    fn stage(&self, steps: &Steps, stage: &[&OperationStep], completed: &[&str]) -> TokenStream {
        if let [step] = stage {
            match &step.action {
                StepAction::Call(_) => {}
                StepAction::Lookup(lookup) => return self.lookup(steps, step, lookup),
                StepAction::Script(script) => return self.script(steps, step, script, completed),
            }
        }
        let runs = stage.iter().filter_map(|step| match &step.action {
            StepAction::Call(call) => Some((*step, self.run(step, call, completed)?)),
            StepAction::Lookup(_) | StepAction::Script(_) => None,
        });
        match runs.collect::<Vec<_>>().as_slice() {
            [] => TokenStream::new(),
            [(step, run)] if step.is_read => {
                let name = ident(&step.ident);
                quote!(let #name = #run.await?;)
            }
            [(_, run)] => quote!(#run.await?;),
            several => {
                let module = self.imports.runtime("", "steps");
                let names = several.iter().map(|(step, _)| {
                    let name = ident(if step.is_read { &step.ident } else { "_" });
                    quote!(#name)
                });
                let runs = several.iter().map(|(_, run)| run);
                quote!(let [#(#names),*] = #module::join([#(#runs),*]).await?;)
            }
        }
    }

    /// Returns the future of a call step.
    fn run(&self, step: &OperationStep, call: &CallTarget, completed: &[&str]) -> Option<TokenStream> {
        let (client, operation) = self.capability.called(call)?;
        let called = Called {
            client,
            operation,
            arguments: &call.arguments,
            steps: None,
            content: Content::Json,
        };
        let (params, pending) = self.with_client(client).pending(called);
        let body = match operation.payload {
            _ if !step.is_read => quote!(async { #params #pending.await.map(drop) }),
            Payload::Text => quote!(async { #params Ok(#pending.await?.value()?) }),
            _ if params.is_none() && !may_fail(&pending) => pending,
            _ => quote!(async { #params #pending.await }),
        };
        let named = operation.step_outputs.as_ref().filter(|_| step.is_read);
        let named =
            named.map(|outputs| client::path(self.capability, client, &outputs.static_name, self.imports));
        let named = named.map(|outputs| quote!(.named(&#outputs)));
        let (module, name, after) = (self.imports.runtime("", "steps"), &step.name, after(completed));
        Some(quote!(#module::run(#name, #body) #named #after))
    }

    /// Returns the statements that run a script.
    fn script(
        &self,
        steps: &Steps,
        step: &OperationStep,
        script: &Script,
        completed: &[&str],
    ) -> TokenStream {
        let module = self.imports.runtime("", "steps");
        let scripts = self.imports.parent("scripts");
        let (method, context) = (ident(&script.names.method), ident(&script.names.context));
        let members = script.fields().map(|(field, member)| {
            let field = ident(field);
            let value = self.script_value(steps, &member.value);
            if field == value.to_string() {
                quote!(#field)
            } else {
                quote!(#field: #value)
            }
        });
        let (receiver, name, after) = (&self.receiver, &step.name, after(completed));
        let output = ident(&step.ident);
        let output = step.is_read.then(|| quote!(let #output =));
        quote! {
            let context = #scripts::#context { #(#members),* };
            #output #module::script(#name, #receiver.scripts(), move |scripts| scripts.#method(context)) #after.await?;
        }
    }

    fn script_value(&self, steps: &Steps, value: &ScriptValue) -> TokenStream {
        match value {
            ScriptValue::Input(index) => {
                let (place, given, _) = self.input(*index);
                if argument::is_copy(given) {
                    place
                } else {
                    quote!(#place.clone())
                }
            }
            ScriptValue::Output(step) => {
                let step = steps.all.get(*step).map(|step| ident(&step.ident));
                quote!(#step.clone())
            }
            ScriptValue::With(argument) => {
                let module = self.imports.runtime("", "steps");
                let value = self.as_value(argument);
                quote!(#module::or_null(#value))
            }
        }
    }

    /// Returns an argument of any type as an expression that converts into the runtime's `Argument`.
    fn as_value(&self, argument: &Argument) -> TokenStream {
        let site = match self.capability.clients.first() {
            Some(client) => &self.with_client(client),
            None => self,
        };
        match argument {
            Argument::Absent => value::constant(&Constant::Null, self.imports),
            Argument::Input(input) => self.reference(*input),
            Argument::Constant(constant) => value::constant(constant, self.imports),
            Argument::Text(template) => site.rendered(template),
        }
    }

    /// Returns the expression that awaits the JSON of the last step's response.
    pub(super) fn last_json(&self, steps: &Steps, called: Called<'_>) -> TokenStream {
        let (params, pending) = self.with_client(called.client).pending(called);
        let body = if params.is_none() && !may_fail(&pending) {
            quote!(#pending.json())
        } else {
            quote!(async { #params #pending.json().await })
        };
        self.awaited(steps, &body)
    }

    /// Returns the expression that awaits the last step, whose `response` becomes a result by the statements `made`.
    pub(super) fn last(&self, steps: &Steps, called: Called<'_>, made: &TokenStream) -> TokenStream {
        let (params, pending) = self.with_client(called.client).pending(called);
        let (limit, converted) = (limit(called), converted(called));
        let is_response = made.to_string() == quote!(Ok(response)).to_string();
        let is_plain = is_response && limit.is_none() && converted.is_none();
        let body = match params {
            None if is_plain && !may_fail(&pending) => pending,
            params if is_plain => quote!(async { #params #pending.await }),
            params => quote!(async {
                #params
                let response = #pending.await? #limit #converted;
                #made
            }),
        };
        self.awaited(steps, &body)
    }

    /// Returns the expression that awaits the future of the last step.
    fn awaited(&self, steps: &Steps, body: &TokenStream) -> TokenStream {
        let Some((step, before)) = steps.all.split_last() else {
            return TokenStream::new();
        };
        let completed = before.iter().filter(|step| step.writes);
        let completed: Vec<&str> = completed.map(|step| step.name.as_str()).collect();
        let (module, name, after) = (self.imports.runtime("", "steps"), &step.name, after(&completed));
        quote!(#module::last(#name, #body) #after.await)
    }

    /// Returns the statement of a lookup, if something reads its output.
    fn lookup(&self, steps: &Steps, step: &OperationStep, lookup: &Lookup) -> TokenStream {
        let Lookup {
            index,
            field,
            value,
            members,
        } = lookup;
        let Some(index) = steps.all.get(*index).filter(|_| step.is_read) else {
            return TokenStream::new();
        };
        let (ident, index, name) = (ident(&step.ident), ident(&index.ident), &step.name);
        let value = self.as_value(value);
        quote!(let #ident = #index.lookup(#name, #field, #value, &[#(#members),*]);)
    }

    /// Returns the value of a step with the index of an argument, read as the type that its place has; `None` for an input.
    pub(super) fn typed_value_of_step(&self, index: usize, required: bool) -> Option<TokenStream> {
        let (value, step) = self.found_value(index.checked_sub(self.exposed.inputs.len())?)?;
        let (step, path) = (ident(&step.ident), &value.path);
        let cursor = self.imports.runtime("value", "JsonCursor");
        Some(if required {
            quote!(#step.read(#path, #cursor::read)?)
        } else {
            quote!(#step.read(#path, |at| at.optional(#cursor::read))?)
        })
    }

    /// Returns the value of a step with an index, and the step.
    fn found_value(&self, index: usize) -> Option<(&StepValue, &OperationStep)> {
        let Target::Steps(steps) = &self.exposed.target else {
            return None;
        };
        let value = steps.values.get(index)?;
        Some((value, steps.all.get(value.step)?))
    }

    /// Returns the value of a step with an index: the expression, its type and its presence.
    pub(super) fn value_of_step(&self, index: usize) -> (TokenStream, TypeId, Presence) {
        let Some((value, step)) = self.found_value(index) else {
            return (TokenStream::new(), TypeId::ANY, Presence::Optional);
        };
        let (step, path) = (ident(&step.ident), &value.path);
        let (value_type, presence) = match value.reading {
            Reading::Json | Reading::Optional(TypeId::ANY) => {
                return (quote!(#step.value(#path)), TypeId::ANY, Presence::Optional);
            }
            Reading::Required(value_type) => (value_type, Presence::Required),
            Reading::Optional(value_type) => (value_type, Presence::Optional),
        };
        let cursor = self.imports.runtime("value", "JsonCursor");
        let reader = ident(&argument::reader(value_type, presence, &self.capability.types));
        (quote!(#step.read(#path, #cursor::#reader)?), value_type, presence)
    }
}

/// Returns the call that names the steps that have written.
fn after(completed: &[&str]) -> Option<TokenStream> {
    chain::call(
        "after",
        (!completed.is_empty()).then(|| quote!(&[#(#completed),*])),
    )
}

/// Returns whether an expression may return early.
fn may_fail(expression: &TokenStream) -> bool {
    expression.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '?',
        TokenTree::Group(group) => may_fail(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

//! Scripts: the trait that the program implements, and the structs of their contexts.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{Unit, inputs};
use crate::model::{Capability, Exposed, OperationStep, Script, ScriptValue};
use crate::names::ident;
use crate::prose::{code, docs};

/// Returns the module `scripts`; `None` without scripts.
pub(super) fn unit(capability: &Capability) -> Option<Unit> {
    capability.scripts().next()?;
    let mut unit = Unit::new("scripts", ["The scripts of the spec.".to_owned()]);
    let imports = &unit.imports;
    let (error, json) = (
        imports.runtime("steps", "ScriptError"),
        imports.runtime("value", "Json"),
    );
    let methods = capability.scripts().map(|(operation, step, script)| {
        let (method, context) = (ident(&script.names.method), ident(&script.names.context));
        let docs = docs([format!(
            "Runs {}, the step {} of {}. Without a value, the step has no output.",
            code(&script.shown),
            code(&step.name),
            code(&operation.name)
        )]);
        quote! {
            #docs
            fn #method(&self, context: #context) -> Result<Option<#json>, #error>;
        }
    });
    let contexts = capability
        .scripts()
        .map(|(operation, step, script)| context(capability, operation, step, script, imports));
    unit.items = quote! {
        /// The scripts of the spec, which the program implements in Rust. Each runs on a thread of its own.
        pub trait Scripts: Send + Sync + 'static {
            #(#methods)*
        }

        impl ::core::fmt::Debug for dyn Scripts {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str("Scripts")
            }
        }

        #(#contexts)*
    };
    Some(unit)
}

/// Returns the struct of a script's context.
fn context(
    capability: &Capability,
    operation: &Exposed,
    step: &OperationStep,
    script: &Script,
    imports: &Imports,
) -> TokenStream {
    let name = ident(&script.names.context);
    let about = docs([format!("The context of the script {}.", code(&step.name))]);
    let fields = script.fields().map(|(field, member)| {
        let (field, described) = (ident(field), code(&member.name));
        let (about, field_type) = match &member.value {
            ScriptValue::Input(index) => {
                let input = operation.inputs.get(*index);
                let owned = input.map(|input| inputs::owned(input, &capability.types, imports));
                (format!("The input {described}."), owned.unwrap_or_default())
            }
            ScriptValue::Output(_) => {
                let output = imports.runtime("steps", "StepOutput");
                (format!("The output of the step {described}."), quote!(#output))
            }
            ScriptValue::With(_) => {
                let json = imports.runtime("value", "Json");
                (format!("The value of {described} in `with`."), quote!(#json))
            }
        };
        let docs = docs([about]);
        quote!(#docs pub #field: #field_type)
    });
    quote! {
        #about
        #[derive(Clone)]
        pub struct #name { #(#fields),* }
    }
}

//! Aggregates and their flows.

use super::{Exposed, ExposedInput, Input, Place};

/// An aggregate, generated as a module with a struct, which has a method for each flow.
#[derive(Debug)]
pub(crate) struct Aggregate {
    pub namespace: String,
    /// The display name.
    pub title: String,
    /// Name of the generated module.
    pub module: String,
    /// Name of the struct.
    pub type_name: String,
    /// The method of the capability that returns it.
    pub accessor: String,
    pub flows: Vec<Flow>,
}

/// A flow, which adapters and the program run.
#[derive(Debug)]
pub(crate) struct Flow {
    /// Name of the input struct.
    pub input_name: String,
    pub operation: Exposed,
}

impl Flow {
    /// Returns an input as a parameter of those that run the flow.
    pub(crate) fn parameter(input: &ExposedInput) -> Input {
        Input {
            name: input.name.clone(),
            ident: input.ident.clone(),
            place: Place::Template,
            value_type: input.value_type,
            required: input.required,
            description: input.description.clone(),
            whole_body: input.whole_body,
            nullable: input.nullable,
        }
    }
}

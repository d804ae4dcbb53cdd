//! Values of operations: what a method of a trait, or a flow, returns.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::{Called, Content, Response, Site};
use crate::emit::read;

/// The value of an operation.
pub(in crate::emit) struct Answer {
    /// The type.
    pub output: TokenStream,
    /// The statements before the value.
    pub before: TokenStream,
    pub value: AnswerValue,
}

/// The last expression of an operation.
pub(in crate::emit) enum AnswerValue {
    /// The value.
    Plain(TokenStream),
    /// A `Result` with the error of the call or step.
    Result(TokenStream),
}

impl AnswerValue {
    /// Returns the expression of the value, in a function with another error.
    pub(in crate::emit) fn into_plain(self) -> TokenStream {
        match self {
            Self::Plain(value) => value,
            Self::Result(result) => quote!(#result?),
        }
    }

    /// Returns the expression of a `Result` with the error of the call or step.
    pub(in crate::emit) fn into_result(self) -> TokenStream {
        match self {
            Self::Plain(value) => quote!(Ok(#value)),
            Self::Result(result) => result,
        }
    }
}

impl Site<'_> {
    /// Returns the value of an operation that calls; `None` for mocks, flows and stubs. `binary` makes a value of a binary response.
    pub(in crate::emit) fn answer(
        &self,
        response: &Response<'_>,
        (blob, binary): (&TokenStream, &TokenStream),
    ) -> Option<Answer> {
        let json = || self.imports.runtime("value", "Json").into_token_stream();
        match response {
            Response::Called(called) => Some(self.answer_of_call(*called, (blob, binary))),
            Response::Mapped(steps, template) => Some(Answer {
                output: json(),
                before: self.steps(steps),
                value: AnswerValue::Plain(self.made(template)),
            }),
            Response::Flow(_) | Response::Mock(_) | Response::Stub(_) => None,
        }
    }

    fn answer_of_call(&self, called: Called<'_>, (blob, binary): (&TokenStream, &TokenStream)) -> Answer {
        let (types, imports) = (&self.capability.types, self.imports);
        let json = || imports.runtime("value", "Json").into_token_stream();
        let (output, value) = match called.content {
            Content::Json => {
                let (before, value) = self.json_of(called);
                return Answer {
                    output: json(),
                    before,
                    value: AnswerValue::Result(value),
                };
            }
            Content::Text => (quote!(String), quote!(response.value()?)),
            Content::Binary(_) => (blob.clone(), binary.clone()),
            Content::Selected(read) => {
                let select = read::selection(read, imports);
                (json(), quote!(response.select(#select)?))
            }
            Content::Mapped(read) => {
                let map = read::function(types, read, imports);
                (read::type_of(types, read, imports), quote!(response.map(#map)?))
            }
        };
        let Some(steps) = called.steps else {
            return Answer {
                output,
                before: self.call(called),
                value: AnswerValue::Plain(value),
            };
        };
        Answer {
            output,
            before: self.steps(steps),
            value: AnswerValue::Result(self.last(steps, called, &quote!(Ok(#value)))),
        }
    }

    /// Returns the statements before the last call, and the future of the JSON of its response, awaited.
    fn json_of(&self, called: Called<'_>) -> (TokenStream, TokenStream) {
        if let Some(steps) = called.steps {
            return (self.steps(steps), self.last_json(steps, called));
        }
        let (params, pending) = self.pending(called);
        (params.unwrap_or_default(), quote!(#pending.json().await))
    }
}

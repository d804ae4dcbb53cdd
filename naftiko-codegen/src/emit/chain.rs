//! Chains of method calls. A long chain is split into statements: each call nests in the next one, and the compiler and other readers of
//! the code use the stack for each level.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::names::ident;

/// Limit of calls in one expression.
const LONGEST: usize = 200;

/// The variable for the part of a chain before the current statement. Names of the spec never end with `_`.
const NAME: &str = "chain_";

/// Returns a chain as one expression; a long one is a block.
pub(super) fn expression(start: &TokenStream, calls: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let (statements, end) = split(start, calls);
    if statements.is_empty() {
        end
    } else {
        quote!({ #statements #end })
    }
}

/// Returns a chain as statements, which a short one does not need, and the last expression.
pub(super) fn split(
    start: &TokenStream,
    calls: impl IntoIterator<Item = TokenStream>,
) -> (TokenStream, TokenStream) {
    let name: Ident = ident(NAME);
    let mut statements = TokenStream::new();
    let mut end = start.clone();
    for (number, call) in calls.into_iter().enumerate() {
        if number > 0 && number.is_multiple_of(LONGEST) {
            statements.extend(quote!(let #name = #end;));
            end = quote!(#name);
        }
        end.extend(call);
    }
    (statements, end)
}

/// Returns the call of a method with an argument, if there is one.
pub(super) fn call<T: ToTokens>(method: &str, argument: Option<T>) -> Option<TokenStream> {
    let method = ident(method);
    argument.map(|argument| quote!(.#method(#argument)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(calls: usize) -> String {
        let calls = (0..calls).map(|_| quote!(.f()));
        let code = expression(&quote!(new()), calls).to_string();
        code.replace(' ', "")
    }

    #[test]
    fn short_chain_is_one_expression() {
        assert_eq!(shown(0), "new()");
        assert_eq!(shown(LONGEST), format!("new(){}", ".f()".repeat(LONGEST)));
    }

    #[test]
    fn long_chain_is_split_into_statements() {
        let full = ".f()".repeat(LONGEST);
        assert_eq!(
            shown(2 * LONGEST + 1),
            format!("{{letchain_=new(){full};letchain_=chain_{full};chain_.f()}}")
        );
    }
}

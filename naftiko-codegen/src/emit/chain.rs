//! Chains of method calls. A long one is cut into statements: every call in a chain nests in the one behind it, and whatever walks
//! the code, the compiler included, uses the stack for each.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names::ident;

/// Calls in one expression.
const LONGEST: usize = 200;

/// The name of a chain so far. Names of the spec never end with `_`.
const NAME: &str = "chain_";

/// A chain that is an expression by itself: a block when it is long.
pub(super) fn expression(start: &TokenStream, calls: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let (statements, end) = cut(start, calls);
    if statements.is_empty() {
        end
    } else {
        quote!({ #statements #end })
    }
}

/// A chain as the statements before it, none when it is short, and the expression that ends it.
pub(super) fn cut(
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(calls: usize) -> String {
        let calls = (0..calls).map(|_| quote!(.f()));
        let code = expression(&quote!(new()), calls).to_string();
        code.replace(' ', "")
    }

    #[test]
    fn short_chains_are_one_expression() {
        assert_eq!(shown(0), "new()");
        assert_eq!(shown(LONGEST), format!("new(){}", ".f()".repeat(LONGEST)));
    }

    #[test]
    fn long_chains_are_cut() {
        let full = ".f()".repeat(LONGEST);
        assert_eq!(
            shown(2 * LONGEST + 1),
            format!("{{letchain_=new(){full};letchain_=chain_{full};chain_.f()}}")
        );
    }
}

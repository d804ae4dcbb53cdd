//! Resolution: from the spec to the model, in passes that each return their own result.

mod adapters;
mod apis;
mod arguments;
mod assemble;
mod authentication;
mod calls;
mod constants;
mod context;
mod described;
mod names;
mod request;
mod response;
mod types;

use crate::diagnostic::Diagnostics;
use crate::index::Index;
use crate::model::Capability;
use crate::openapi::Described;
use crate::options::Options;
use crate::spec::Text;
use adapters::adapters;
use apis::apis;
use assemble::{Resolved, assemble};
use authentication::token_calls;
use calls::calls;
use described::described;
use names::assign_names;
use types::TypeTable;

/// Resolves a spec. Errors are reported, and the rest is resolved.
pub(crate) fn resolve(
    index: &Index<'_>,
    documents: &Described,
    options: &Options,
    module: &str,
    source: &str,
    diagnostics: &mut Diagnostics,
) -> Capability {
    let mut types = TypeTable::new();
    let apis = apis(index, diagnostics);
    let calls = calls(index, apis, &mut types, diagnostics);
    let tokens = token_calls(index, &calls, diagnostics);
    let adapters = adapters(index, &calls, &mut types, diagnostics);
    let described = described(index, documents, options, &calls, &mut types, diagnostics);
    let names = assign_names(index, &calls, &adapters);
    let resolved = Resolved {
        calls,
        tokens,
        adapters,
        described,
        names,
        types: types.finish(),
    };
    assemble(index, options, (module, source), resolved)
}

/// Returns a text of the spec; empty if it has none.
fn plain(text: Option<&Text>) -> String {
    text.map_or_else(String::new, |text| text.value.clone())
}

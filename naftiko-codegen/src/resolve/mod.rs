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
mod links;
mod long_running;
mod names;
mod pages;
mod request;
mod response;
mod shared;
mod typed_bodies;
mod types;

use std::collections::HashMap;

use crate::diagnostic::Diagnostics;
use crate::index::{Index, Position};
use crate::model::{FinalState, Paging};
use crate::openapi::Described;
use crate::options::Options;
use crate::spec::Text;
use adapters::{Adapters, adapters};
use apis::apis;
use authentication::{TokenCalls, token_calls};
use calls::{ApiCalls, calls};
use described::described;
use long_running::long_running;
use names::{Names, assign_names};
use pages::pages;
use types::TypeTable;

pub(crate) use assemble::{SpecFile, assemble};
pub(crate) use described::DocumentUse;
pub(crate) use shared::{Shared, share};

/// The results of the passes over one spec.
pub(crate) struct Resolved<'a> {
    calls: Vec<ApiCalls>,
    tokens: TokenCalls,
    adapters: Adapters<'a>,
    names: Names,
    /// How operations return lists in pages.
    pages: HashMap<Position, Paging>,
    /// Where the results of long-running operations are.
    long_running: HashMap<Position, FinalState>,
    /// The documents that describe operations. Their types are in no table yet, since specs may have them in common.
    pub(crate) documents: Vec<DocumentUse>,
    types: TypeTable,
}

/// Resolves a spec. Errors are reported, and the rest is resolved.
pub(crate) fn resolve<'a>(
    index: &Index<'a>,
    documents: &Described,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Resolved<'a> {
    let mut types = TypeTable::new();
    let apis = apis(index, diagnostics);
    let calls = calls(index, apis, &mut types, diagnostics);
    let tokens = token_calls(index, &calls, diagnostics);
    let adapters = adapters(index, &calls, &mut types, diagnostics);
    let documents = described(index, documents, options, &calls, diagnostics);
    let pages = pages(index, &calls, &documents, diagnostics);
    let long_running = long_running(index, &calls, &documents, diagnostics);
    let names = assign_names(index, &calls, &adapters, (&pages, &long_running));
    Resolved {
        calls,
        tokens,
        adapters,
        names,
        pages,
        long_running,
        documents,
        types,
    }
}

/// Returns a text of the spec; empty if it has none.
fn plain(text: Option<&Text>) -> String {
    text.map_or_else(String::new, |text| text.value.clone())
}

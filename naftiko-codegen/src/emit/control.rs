//! The control adapter: what it shows.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::{Unit, guard};
use crate::model::{Capability, ControlAdapter, SpecInfo, Traces};
use crate::options::Emit;

/// Returns the module of the control adapter.
pub(super) fn unit(capability: &Capability, adapter: &ControlAdapter, emit: Emit) -> Unit {
    let about = "The control adapter: health checks, and what the server does.".to_owned();
    let mut unit = Unit::new(&adapter.module, [about]);
    let imports = &unit.imports;
    let control = imports.runtime("serve", "Control");
    let guard = adapter.guard.as_ref();
    let guard = guard.map(|given| guard::description(&adapter.namespace, given, false, imports));
    let info = adapter.info.as_ref();
    let info_static = info.map(|info| information(capability, info, emit, imports));
    let health = (!adapter.health).then(|| quote!(.without_health()));
    let info = info.map(|_| quote!(.info(INFO)));
    let metrics = adapter.metrics.then(|| quote!(.metrics()));
    let traces = adapter.traces.map(traces);
    unit.items = quote! {
        #guard

        #info_static

        /// Returns what the adapter shows.
        #[must_use]
        pub fn control() -> #control {
            #control::new() #health #info #metrics #traces
        }
    };
    unit
}

fn traces(traces: Traces) -> TokenStream {
    let kept = Literal::u64_unsuffixed(traces.kept);
    let share = (traces.share < 1.0).then(|| {
        let share = Literal::f64_unsuffixed(traces.share);
        quote!(.sampling(#share))
    });
    quote!(.traces(#kept) #share)
}

/// Returns the constant with what the pages say of the spec.
fn information(capability: &Capability, info: &SpecInfo, emit: Emit, imports: &Imports) -> TokenStream {
    let information = imports.runtime("serve", "Info");
    let (title, SpecInfo { format, digest }) = (&capability.title, info);
    let generator = env!("CARGO_PKG_VERSION");
    let names = capability.variables(emit);
    let names: BTreeSet<&str> = names.map(|variable| variable.environment.as_str()).collect();
    let names = names.into_iter();
    let variables = (names.len() > 0).then(|| quote!(.variables(&[#(#names),*])));
    quote! {
        /// What the pages say of the spec.
        pub const INFO: #information = #information::new(#title, #format)
            .digest(#digest)
            .generator(#generator)
            #variables;
    }
}

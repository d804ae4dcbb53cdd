//! Skill adapters: static tables of skills with their files.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::value::raw_string;
use super::{Unit, guard};
use crate::json_schema::visible;
use crate::model::{Capability, McpAdapter, Skill, SkillAdapter};
use crate::names::ident;
use crate::prose::{code, docs, prose};
use crate::skills::{SkillTarget, detail, package, summary};

/// Returns the module of one adapter.
pub(super) fn unit(capability: &Capability, adapter: &SkillAdapter) -> Unit {
    let about = if adapter.description.is_empty() {
        format!("The skill adapter {}.", code(&adapter.namespace))
    } else {
        prose(&adapter.description)
    };
    let mut unit = Unit::new(&adapter.module, [about]);
    let imports = &unit.imports;
    let guard = adapter.guard.as_ref();
    let callers = guard.map(|guard| guard::description(&adapter.namespace, guard, false, imports));
    let skill_type = imports.runtime("skill", "Skill");
    let count = Literal::usize_unsuffixed(adapter.skills.len());
    let names = adapter.skills.iter().map(|skill| ident(&skill.static_name));
    let skills = adapter
        .skills
        .iter()
        .map(|skill| item(capability, skill, imports));
    let router = router(adapter, imports);
    unit.items = quote! {
        #callers

        /// The skills, in the order of the spec.
        pub static SKILLS: [&#skill_type; #count] = [#(&#names),*];

        #router

        #(#skills)*
    };
    unit
}

/// Returns the function that makes the router.
fn router(adapter: &SkillAdapter, imports: &Imports) -> TokenStream {
    let (axum_router, skill) = (imports.runtime("axum", "Router"), imports.runtime("", "skill"));
    let about = docs([format!(
        "Returns the router of {}, to serve it, nest it, or add layers.",
        code(&adapter.namespace)
    )]);
    let Some(guard) = &adapter.guard else {
        return quote! {
            #about
            pub fn router() -> #axum_router {
                #skill::router(&SKILLS)
            }
        };
    };
    let (own, field) = (imports.parent("Capability"), ident(&guard.field));
    quote! {
        #about
        pub fn router(capability: &#own) -> #axum_router {
            capability.#field.protect(#skill::router(&SKILLS))
        }
    }
}

/// Returns the static description of a skill.
fn item(capability: &Capability, skill: &Skill, imports: &Imports) -> TokenStream {
    let [skill_type, file_type] = imports.all("skill", ["Skill", "SkillFile"]);
    let made = package(capability, skill, SkillTarget::Plain);
    let front_matter = if made.front_matter.is_empty() {
        quote!("")
    } else {
        raw_string(&visible(&made.front_matter.into()))
    };
    let summary = raw_string(&visible(&summary(skill)));
    let detail = raw_string(&visible(&detail(capability, skill)));
    let files = made.files.iter().map(|(path, bytes)| {
        let content = content(bytes);
        quote!(#file_type { path: #path, bytes: #content })
    });
    let (name, static_name) = (&skill.name, ident(&skill.static_name));
    let about = docs([format!("The skill {}.", code(name))]);
    quote! {
        #about
        pub static #static_name: #skill_type = #skill_type {
            name: #name,
            front_matter: #front_matter,
            summary: #summary,
            detail: #detail,
            files: &[#(#files),*],
        };
    }
}

/// Returns the bytes of a file: a text that can be read in the code, or a literal of bytes.
fn content(bytes: &[u8]) -> TokenStream {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = raw_string(text);
        return quote!(#text.as_bytes());
    }
    let bytes = Literal::byte_string(bytes);
    quote!(#bytes)
}

/// Returns the part of an MCP server's description with the skills that describe its tools.
pub(super) fn served(capability: &Capability, adapter: &McpAdapter) -> TokenStream {
    let is_own = |position: usize| {
        let server = capability.mcp.get(position);
        server.is_some_and(|server| server.module == adapter.module)
    };
    let adapters = capability.skills.iter();
    let skills = adapters.flat_map(|item| item.skills.iter().map(move |skill| (item, skill)));
    let own = skills.filter(|(_, skill)| skill.servers().any(is_own));
    let own = own.map(|(item, skill)| {
        let (module, name) = (ident(&item.module), ident(&skill.static_name));
        quote!(&super::#module::#name)
    });
    let own: Vec<TokenStream> = own.collect();
    if own.is_empty() {
        return TokenStream::new();
    }
    quote!(.skills(&[#(#own),*]))
}

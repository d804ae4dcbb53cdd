//! Generator of Rust code from Naftiko and Ikanos capability specs.
//!
//! [`generate`] takes paths and [`Options`], and returns an [`Outcome`] with modules and diagnostics. Its phases are yaml → parse →
//! include → resolve → model → emit. It reads files through a [`Loader`] and has no other effect. The `naftiko!` macro, the command
//! `naftiko` and [`Build`] for build scripts parse their own arguments and call it.

mod address;
mod api_documents;
#[cfg(feature = "files")]
pub mod build;
mod catalogue;
mod check;
mod coverage;
pub mod diagnostic;
mod digest;
mod document_types;
mod emit;
mod fake_api;
pub mod features;
mod file_path;
#[cfg(feature = "files")]
mod files;
#[cfg(feature = "files")]
mod format;
mod generate;
mod import;
mod include;
mod index;
mod infer;
mod interface;
mod json_path;
mod json_schema;
mod method;
mod model;
mod module;
mod names;
mod openapi;
pub mod options;
mod package;
mod parse;
mod percent;
mod prose;
mod resolve;
mod secret_names;
pub mod secrets;
mod skill_format;
mod skills;
pub mod source;
mod spec;
mod spelling;
mod template;
mod token_endpoint;
mod tool_costs;
mod tool_list;
#[cfg(feature = "files")]
pub mod write;
mod yaml;

pub use api_documents::{ApiDocument, ApiDocuments, api_documents};
#[cfg(feature = "files")]
pub use build::Build;
#[doc(hidden)]
pub use catalogue::IndexedTool;
pub use coverage::{Coverage, Parts};
#[doc(hidden)]
pub use document_types::{DocumentOperation, DocumentTypes, document_operations, document_types};
#[cfg(feature = "files")]
pub use files::{Files, directory, skill_folders};
pub use generate::{Extra, Outcome, Verdict, generate, generate_with};
pub use import::{Import, ImportOptions, import_openapi};
pub use include::loader::{FileLoader, Loader};
pub use infer::{InvalidRecording, Recording, infer};
pub use interface::{AdapterKind, AdapterPlace, Interface, ScriptUse, VariableUse};
pub use model::Untyped;
pub use module::Module;
pub use names::is_keyword;
pub use openapi::{documents_beside, without_documents};
pub use options::{
    Catalogue, Derives, Emit, Fill, Options, OutputSchemas, Testing, Tolerance, ToolBudget, Types, Unknown,
    UnknownArguments,
};
pub use package::outside_package;
pub use skills::{SkillPackage, SkillTarget};
pub use spelling::nearest;
pub use tool_costs::{ToolCost, ToolCosts};

//! Command-line arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use naftiko_codegen::options::Kind;

use crate::dependency::Runtime;
use crate::options::{self, TableOptions, doc};

/// The exit codes, for the help.
const EXIT_CODES: &str = "\
Exit codes:
  0  done; there may be warnings
  1  a spec has errors, or --check found a difference
  2  wrong usage, or a file that cannot be read or written
  3  a file is not a capability spec";

/// Compiles Naftiko capability specs to Rust: typed clients, REST handlers and MCP tools.
#[derive(Debug, Parser)]
#[command(name = "naftiko", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate Rust code from specs
    Generate(Generate),
    /// Check specs and report diagnostics
    Check(Check),
    /// Print the dependency on `naftiko` that specs need
    Features(Features),
    /// Check OpenAPI documents and their overlays
    Openapi(Openapi),
    /// Make a spec from a description of an API
    #[command(subcommand)]
    Import(Import),
    /// Write a description of what a spec serves
    #[command(subcommand)]
    Export(Export),
    /// Explain a diagnostic code
    Explain(Explain),
}

/// Arguments of `generate`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Generate {
    /// Spec to compile, or a pattern such as `specs/*.yaml`
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", help = doc("out_dir"))]
    pub out: Option<PathBuf>,
    #[arg(long, requires = "out", help = doc("check"))]
    pub check: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Check {
    /// Spec to check, or a pattern such as `specs/*.yaml`
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    #[arg(long, help = doc("secrets"))]
    pub secrets: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `features`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Features {
    /// Spec of the program, or a pattern such as `specs/*.yaml`
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    #[command(flatten)]
    pub runtime: Runtime,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `openapi`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Openapi {
    /// OpenAPI document, or spec with documents
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Print the documents as YAML, with the changes of their overlays
    #[arg(long)]
    pub print: bool,
    #[command(flatten)]
    pub options: TableOptions<options::Reading>,
    #[command(flatten)]
    pub messages: Messages,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Make a spec from an OpenAPI document
    Openapi(ImportOpenapi),
}

/// Arguments of `import openapi`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ImportOpenapi {
    /// OpenAPI document
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Namespace of the consumed API [default: made of the document's title]
    #[arg(long, value_name = "NAME")]
    pub namespace: Option<String>,
    /// Tag of the operations to import; may be repeated [default: all operations]
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Operations to import, by `operationId` or by their names in the spec [default: all operations]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub operations: Vec<String>,
    /// Path of the operations to import, with `*` for any characters [default: all operations]
    #[arg(long, value_name = "PATTERN")]
    pub path: Option<String>,
    /// Adapters of the spec [default: rest,mcp]
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',')]
    pub expose: Option<Vec<Adapter>>,
    /// File of the spec; without it the spec is printed
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Overlay that changes the document; may be repeated, in the order in which they are applied
    #[arg(long = "overlay", value_name = "FILE")]
    pub overlays: Vec<PathBuf>,
    /// File or folder in place of those that references of the document name, by the start of the reference; may be repeated
    #[arg(long, value_name = "FROM=TO", value_parser = replacement)]
    pub refs: Vec<String>,
    #[command(flatten)]
    pub messages: Messages,
}

/// Checks a value of `--refs`.
fn replacement(text: &str) -> Result<String, String> {
    Kind::Replacements.check(text)?;
    Ok(text.to_owned())
}

/// An adapter of an imported spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Adapter {
    Rest,
    Mcp,
    /// No adapter: the client alone.
    None,
}

/// What can be exported.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Write the OpenAPI document that a REST adapter serves
    Openapi(ExportOpenapi),
}

/// Arguments of `export openapi`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct ExportOpenapi {
    /// Spec with a REST adapter
    #[arg(value_name = "SPEC")]
    pub spec: PathBuf,
    /// Namespace of the REST adapter, if the spec has several
    #[arg(long, value_name = "NAME")]
    pub adapter: Option<String>,
    /// File of the document; without it the document is printed
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub options: TableOptions<options::Serving>,
    #[command(flatten)]
    pub messages: Messages,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Diagnostic code, such as NK0104 [default: list all]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Options of the generator, and the form of its diagnostics.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    #[command(flatten)]
    pub options: TableOptions<options::Generating>,
    #[command(flatten)]
    pub messages: Messages,
}

/// The form of diagnostics.
#[derive(Debug, Args)]
pub(crate) struct Messages {
    #[arg(long, help = doc("notes"))]
    pub notes: bool,
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human", help = doc("message_format"))]
    pub message_format: MessageFormat,
}

/// The formats of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

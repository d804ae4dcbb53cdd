//! What the command line says.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use naftiko_codegen::Emit;

/// How a run ended, for those who ask the shell.
const EXIT_CODES: &str = "\
Exit codes:
  0  done; there may be warnings
  1  a spec has errors, or --check found a difference
  2  wrong usage, or a file that cannot be read or written
  3  a file is no capability document";

/// Compiles Naftiko capability specs to Rust: typed clients, REST handlers and MCP tools.
#[derive(Debug, Parser)]
#[command(name = "naftiko", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes the Rust code of specs
    Generate(Generate),
    /// Says what is wrong with specs, and generates nothing
    Check(Check),
    /// Says what a diagnostic's code means
    Explain(Explain),
}

/// Arguments of `generate`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Generate {
    /// Spec to compile
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    /// Folder to write into; without it the code of one spec goes to standard output
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to generate: client, rest, mcp
    #[arg(long, value_name = "LIST", value_parser = Emit::parse, default_value = "client,rest,mcp")]
    pub emit: Emit,
    /// Name of the module, instead of the spec's file name; for one spec
    #[arg(long, value_name = "NAME")]
    pub module: Option<String>,
    /// Write nothing; show what would change, and fail if anything would
    #[arg(long, requires = "out")]
    pub check: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Check {
    /// Spec to check
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Code of a diagnostic, such as NK0104; without it all of them are listed
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// How specs are read, and how what is wrong with them is said.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Take what the official format does not allow as an error
    #[arg(long)]
    pub strict: bool,
    /// Folder or file outside of a spec's package that the spec may include or serve; may be repeated
    #[arg(long, value_name = "PATH")]
    pub allow_paths: Vec<PathBuf>,
    /// Format of the diagnostics on standard error
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human")]
    pub message_format: MessageFormat,
}

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

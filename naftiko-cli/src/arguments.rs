//! Command-line arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::options::{GeneratorOptions, doc};

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
    /// Explain a diagnostic code
    Explain(Explain),
}

/// Arguments of `generate`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Generate {
    /// Spec to compile
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
    /// Spec to check
    #[arg(value_name = "SPEC", required = true)]
    pub specs: Vec<PathBuf>,
    #[arg(long, help = doc("secrets"))]
    pub secrets: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// Diagnostic code, such as NK0104 [default: list all]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Options of the generator, and the format of its diagnostics.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    #[command(flatten)]
    pub options: GeneratorOptions,
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "human", help = doc("message_format"))]
    pub message_format: MessageFormat,
}

/// The formats of diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

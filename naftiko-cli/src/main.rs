//! The `naftiko` command: compiles capability specs to Rust.

mod arguments;
mod check;
mod dependency;
mod dev;
mod eject;
mod explain;
mod export;
mod features;
mod generate;
mod import;
mod infer;
mod init;
mod manifest;
mod mock;
mod new;
mod new_file;
mod openapi;
mod options;
mod output;
mod patterns;
mod port_holder;
mod project;
mod signal;
mod skills;
mod terminal;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Init(arguments) => init::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Features(arguments) => features::run(&arguments),
        Command::Dev(arguments) => dev::run(&arguments),
        Command::Eject(arguments) => eject::run(arguments),
        Command::Mock(arguments) => mock::run(&arguments),
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Infer(arguments) => infer::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Skills(arguments) => skills::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
    };
    result
        .unwrap_or_else(|failure| terminal::report_failure(&failure))
        .into()
}

//! Builds of the package by cargo.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;

use crate::terminal::{self, Failure};

/// Builds the package in a folder, and returns the path of its program. A first build takes minutes, so its progress is shown. `scripts` is the
/// user's file of scripts, if there is one.
pub(super) async fn build(
    folder: &Path,
    target: Option<&Path>,
    scripts: Option<&Path>,
    is_first: bool,
) -> Result<PathBuf, Failure> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(folder.join(crate::manifest::FILE));
    if let Some(target) = target {
        command.arg("--target-dir").arg(target);
    }
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn();
    let mut cargo = started.map_err(|error| not_started(&error))?;
    let (messages, log) = (cargo.stdout.take(), cargo.stderr.take());
    let (messages, log) = tokio::join!(lines(messages, false), lines(log, is_first));
    if cargo.wait().await?.success()
        && let Some(executable) = messages.iter().find_map(|line| executable(line))
    {
        return Ok(executable);
    }
    if !is_first {
        terminal::eprint(log.join("\n").trim_end());
    }
    Err(not_built(folder, scripts, &log.concat()))
}

/// Reads the lines of a stream to its end.
async fn lines(stream: Option<impl AsyncRead + Unpin>, is_shown: bool) -> Vec<String> {
    let mut all = Vec::new();
    let Some(stream) = stream else {
        return all;
    };
    let mut lines = BufReader::new(stream).lines();
    // What is not text ends the list, as the end of the stream does.
    while let Ok(Some(line)) = lines.next_line().await {
        if is_shown {
            terminal::eprint(&line);
        }
        all.push(line);
    }
    all
}

/// Returns the path of the program that a message of cargo has, wherever the user's configuration puts it.
fn executable(line: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(line).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}

fn not_started(error: &io::Error) -> Failure {
    Failure(match error.kind() {
        io::ErrorKind::NotFound => without_rust("cargo"),
        _ => format!("cargo cannot be started: {error}"),
    })
}

fn without_rust(missing: &str) -> String {
    format!(
        "{missing} is not found; install Rust from https://rustup.rs, or serve fake APIs alone with `naftiko mock`"
    )
}

/// Returns the error of a build, by what cargo says of it.
fn not_built(folder: &Path, scripts: Option<&Path>, log: &str) -> Failure {
    let has = |text: &str| log.contains(text);
    // A linker that maps its output into memory gets a signal.
    Failure(
        if has("No space left on device") || has("Bus error") || has("SIGBUS") {
            "the disk is full; free space, or choose another folder with `--project`".to_owned()
        } else if has("could not execute process `rustc") {
            without_rust("rustc")
        } else if let Some(scripts) = scripts.filter(|path| has(&format!("--> {}:", path.display()))) {
            format!(
                "`{}` does not compile; correct it as cargo says",
                scripts.display()
            )
        } else if has("could not compile `dev-") {
            let folder = folder.display();
            format!(
                "the generated code in `{folder}` does not compile; that is a defect of naftiko, please report it with the spec"
            )
        } else {
            "cargo failed, as its messages say".to_owned()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_build_says_what_to_do() {
        for (log, expected) in [
            (
                "error: No space left on device (os error 28)",
                "the disk is full; free space",
            ),
            (
                "collect2: fatal error: ld terminated with signal 7 [Bus error]",
                "the disk is full",
            ),
            (
                "error: could not execute process `rustc -vV` (never executed)",
                "install Rust",
            ),
            ("error: could not compile `dev-desk-1` (bin)", "please report it"),
            (
                "error[E0425]: not found\n --> /rates.rs:1:1\nerror: could not compile `dev-desk-1` (bin)",
                "`/rates.rs` does not compile",
            ),
            (
                "error: failed to get `tokio` as a dependency",
                "as its messages say",
            ),
        ] {
            let Failure(text) = not_built(Path::new("cache"), Some(Path::new("/rates.rs")), log);
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn program_is_named_by_the_message_of_its_build() {
        assert_eq!(
            executable(r#"{"reason":"compiler-artifact","executable":null}"#),
            None
        );
        assert_eq!(executable("warning"), None);
        let message = r#"{"reason":"compiler-artifact","executable":"/target/debug/dev"}"#;
        assert_eq!(executable(message), Some(PathBuf::from("/target/debug/dev")));
    }
}

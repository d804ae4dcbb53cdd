//! The crates that a program compiles besides its own: a new one is added on purpose.

use std::collections::BTreeSet;
use std::process::Command;

use naftiko_tests::workspace;

use crate::Outcome;

/// Features of `naftiko`, and the largest number of crates that they need on Linux. The numbers fall, unless a new crate has its reason in
/// docs/decisions/0110-first-build.md.
const CEILINGS: [(&str, usize); 5] = [
    ("client", 67),
    ("client,testing", 67),
    ("client,macros", 79),
    ("client,rest,macros,tls,oauth2,logs", 108),
    ("client,rest,mcp,macros,tls,oauth2,logs", 108),
];

/// The largest number of crates of the command, with those of the server of `mock` (docs/decisions/0123-the-command-links-the-server-of-fake-apis.md).
const COMMAND: usize = 127;

/// Crates that a program with a client alone does not need.
const NOT_IN_CLIENTS: [&str; 8] = [
    "axum",
    "hyper-rustls",
    "matchit",
    "naftiko-codegen",
    "naftiko-macros",
    "ring",
    "rustls",
    "tracing-subscriber",
];

/// The crate that the generator needs with other features than the runtime. It takes a quarter of a second.
const COMPILED_TWICE: [&str; 1] = ["smallvec"];

/// Returns the crates that `naftiko` compiles with some features, each with its own features.
fn builds(features: &str) -> Outcome<BTreeSet<String>> {
    builds_of(&[
        "--package",
        "naftiko",
        "--no-default-features",
        "--features",
        features,
    ])
}

/// Returns the crates that a package compiles, build scripts and macros included.
fn builds_of(package: &[&str]) -> Outcome<BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked"])
        .args(package)
        .args(["--edges", "normal,build", "--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p} {f}"])
        .current_dir(workspace())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

/// Returns the name and the version of a build.
fn krate(build: &str) -> String {
    build.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

fn crates(features: &str) -> Outcome<BTreeSet<String>> {
    Ok(builds(features)?.iter().map(|build| krate(build)).collect())
}

#[test]
fn features_need_few_crates() -> Outcome {
    for (features, ceiling) in CEILINGS {
        let found = crates(features)?;
        assert!(
            found.len() <= ceiling,
            "{features}: {} of {ceiling}: {found:#?}",
            found.len()
        );
        assert!(
            found.len() + 3 >= ceiling,
            "{features}: only {}; lower its ceiling",
            found.len()
        );
    }
    Ok(())
}

#[test]
fn command_needs_few_crates() -> Outcome {
    let builds = builds_of(&["--package", "naftiko-cli"])?;
    let found: BTreeSet<String> = builds.iter().map(|build| krate(build)).collect();
    assert!(found.len() <= COMMAND, "{} of {COMMAND}: {found:#?}", found.len());
    assert!(
        found.len() + 3 >= COMMAND,
        "only {}; lower the ceiling",
        found.len()
    );
    Ok(())
}

#[test]
fn client_alone_needs_no_server_tls_or_macro() -> Outcome {
    let found = crates("client")?;
    let is_needed = |name: &&str| found.iter().any(|line| line.starts_with(&format!("{name} ")));
    let needed: Vec<_> = NOT_IN_CLIENTS.into_iter().filter(is_needed).collect();
    assert!(needed.is_empty(), "{needed:?}");
    Ok(())
}

/// A crate with the same features for the macro and for the program is compiled once.
#[test]
fn macro_and_program_share_their_crates() -> Outcome {
    for (features, _) in CEILINGS {
        let builds = builds(features)?;
        let mut seen = BTreeSet::new();
        let again = builds.iter().filter(|build| !seen.insert(krate(build)));
        let is_known = |build: &&String| {
            COMPILED_TWICE
                .iter()
                .any(|name| build.starts_with(&format!("{name} ")))
        };
        let again: Vec<_> = again.filter(|build| !is_known(build)).collect();
        assert!(again.is_empty(), "{features}: {again:?}");
    }
    Ok(())
}

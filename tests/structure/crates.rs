//! The crates that a program compiles besides its own: a new one is added on purpose.

use std::collections::BTreeSet;
use std::process::Command;

use naftiko_tests::workspace;

use crate::Outcome;

/// Features of `naftiko`, and the largest number of crates that they need on Linux. The numbers fall, unless a new crate has its reason in
/// docs/decisions/0110-first-build.md.
const CEILINGS: [(&str, usize); 4] = [
    ("client", 66),
    ("client,macros", 75),
    ("client,rest,macros,tls,oauth2,logs", 103),
    ("client,rest,mcp,macros,tls,oauth2,logs", 103),
];

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

/// Returns the crates that `naftiko` compiles with some features, build scripts and macros included.
fn crates(features: &str) -> Outcome<BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", "naftiko"])
        .args(["--no-default-features", "--features", features])
        .args(["--edges", "normal,build", "--target", "x86_64-unknown-linux-gnu"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}"])
        .current_dir(workspace())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let lines = String::from_utf8(output.stdout)?;
    let of = |line: &str| line.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    Ok(lines.lines().map(of).filter(|line| !line.is_empty()).collect())
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
fn client_alone_needs_no_server_tls_or_macro() -> Outcome {
    let found = crates("client")?;
    let is_needed = |name: &&str| found.iter().any(|line| line.starts_with(&format!("{name} ")));
    let needed: Vec<_> = NOT_IN_CLIENTS.into_iter().filter(is_needed).collect();
    assert!(needed.is_empty(), "{needed:?}");
    Ok(())
}

//! The program as a user runs it.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_generated-example"))
        .args(arguments)
        .output()
}

#[test]
fn every_operation_works_in_every_way() -> std::io::Result<()> {
    let output = run(&["--once"])?;
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{table}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for way in [" client ", " REST ", " MCP "] {
        let good = table
            .lines()
            .filter(|line| line.contains(way) && line.contains(" good "));
        assert_eq!(good.count(), 4, "{table}");
    }
    assert_eq!(table.lines().count(), 13, "{table}");
    assert!(
        !table.contains("signed by nobody") && table.lines().all(|line| line.chars().count() < 200),
        "{table}"
    );
    Ok(())
}

#[test]
fn what_it_does_not_know_it_refuses() -> std::io::Result<()> {
    let output = run(&["--twice"])?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage:"));
    assert!(run(&["--help"])?.status.success());
    Ok(())
}

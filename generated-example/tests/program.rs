//! The program as a user runs it.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_generated-example"))
        .args(arguments)
        .output()
}

#[test]
fn every_operation_works_as_client_rest_and_mcp() -> std::io::Result<()> {
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
        assert_eq!(good.count(), 6, "{table}");
    }
    // A heading and 18 calls, a heading and six pages, a heading and five lives of tokens with what each API counted.
    let tables: Vec<&str> = table.split("\n\n").collect();
    let [calls, pages, tokens] = tables[..] else {
        panic!("{table}");
    };
    let lines = [calls, pages, tokens].map(|table| table.lines().count());
    assert_eq!(lines, [19, 7, 6], "{table}");
    let counts: Vec<[&str; 4]> = tokens.lines().skip(1).map(counts).collect();
    let expected = [
        ["meti", "4", "0", "2"],
        ["meti", "3", "1", "2"],
        ["m3ter", "23", "0", "1"],
        ["m3ter", "3", "1", "2"],
        ["azure", "0", "0", "1"],
    ];
    assert_eq!(counts, expected, "{table}");
    assert!(
        !table.contains("unsigned-test-token") && table.lines().all(|line| line.chars().count() < 200),
        "{table}"
    );
    Ok(())
}

/// The API of a line about tokens, and its calls, the refused ones of them, and the tokens given out.
fn counts(line: &str) -> [&str; 4] {
    let mut words = line.split_whitespace();
    let api = words.next().unwrap_or_default();
    let mut last = words.rev();
    let good = last.next() == Some("good");
    let (_, minted, refused, calls) = (last.next(), last.next(), last.next(), last.next());
    match (good, calls, refused, minted) {
        (true, Some(calls), Some(refused), Some(minted)) => [api, calls, refused, minted],
        _ => [api, "", "", ""],
    }
}

#[test]
fn unknown_argument_is_rejected() -> std::io::Result<()> {
    let output = run(&["--twice"])?;
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage:"));
    assert!(run(&["--help"])?.status.success());
    Ok(())
}

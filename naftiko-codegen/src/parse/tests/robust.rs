//! Tests: no input makes the reader fail, and truncated files have no errors.

use super::{EXTENSIONS, LISTS, MAPS, Parsed, Reading, WRONG, read};
use crate::diagnostic::Style;

const MARKER: &str =
    "\n\n# --- truncated at 1 KB (2 KB total) ---\n# Full source: https://library.test/spec.yaml\n";

#[test]
fn truncated_file_has_no_errors_or_is_invalid_yaml() {
    for text in [LISTS, MAPS] {
        for end in (40..text.len())
            .step_by(7)
            .filter(|end| text.is_char_boundary(*end))
        {
            let cut = format!("{}{MARKER}", &text[..end]);
            let Reading { parsed, report } = read("cut.yaml", cut.as_bytes());
            match parsed {
                Some(Parsed::Document(document)) => {
                    assert!(document.truncated);
                    assert!(
                        !report.has_errors(),
                        "cut at {end}:\n{}",
                        report.render(Style::Plain)
                    );
                }
                Some(Parsed::NotACapability(found)) => panic!("cut at {end}: {}", found.message()),
                None => assert_eq!(
                    report.errors(),
                    1,
                    "cut at {end}:\n{}",
                    report.render(Style::Plain)
                ),
            }
        }
    }
}

#[test]
fn truncation_comment_inside_the_file_has_no_effect() {
    let text = format!("{MARKER}{LISTS}");
    let Some(Parsed::Document(document)) = read("x", text.as_bytes()).parsed else {
        panic!("a document")
    };
    assert!(!document.truncated);
}

#[test]
fn file_without_any_one_line_is_read() {
    for text in [LISTS, MAPS, EXTENSIONS, WRONG] {
        let lines: Vec<_> = text.lines().collect();
        for left_out in 0..lines.len() {
            let mut rest = lines.clone();
            rest.remove(left_out);
            let report = read("x", rest.join("\n").as_bytes()).report;
            assert!(report.render(Style::Plain).len() < 100_000);
        }
    }
}

const VALUES: [&str; 8] = ["", "[]", "{}", "[1, {a: b}]", "{a: [b]}", "true", "-1.5", "''"];

#[test]
fn any_value_in_any_place_is_read() {
    for text in [LISTS, MAPS, EXTENSIONS] {
        for (number, (at, _)) in text.match_indices(": ").enumerate() {
            let (before, after) = text.split_at(at + 2);
            let rest = after.find(['\n', ',', '}']).map_or("", |end| &after[end..]);
            // One value per place bounds the time of the test; each value is used in many places.
            let value = VALUES[number % VALUES.len()];
            let report = read("x", format!("{before}{value}{rest}").as_bytes()).report;
            report.render(Style::Json);
        }
    }
}

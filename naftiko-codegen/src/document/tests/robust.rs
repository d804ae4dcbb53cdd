//! Whatever the text, there is an answer; what a publisher cut off is nobody's mistake.

use super::{LISTS, Lowered, MAPS, Reading, WILD, WRONG, read};
use crate::diagnostic::Style;

const MARKER: &str =
    "\n\n# --- truncated at 1 KB (2 KB total) ---\n# Full source: https://library.test/spec.yaml\n";

#[test]
fn a_cut_file_is_read_or_is_no_yaml() {
    for text in [LISTS, MAPS] {
        for end in (40..text.len())
            .step_by(7)
            .filter(|end| text.is_char_boundary(*end))
        {
            let cut = format!("{}{MARKER}", &text[..end]);
            let Reading { lowered, report } = read("cut.yaml", cut.as_bytes());
            match lowered {
                Some(Lowered::Document(document)) => {
                    assert!(document.truncated);
                    assert!(
                        !report.has_errors(),
                        "cut at {end}:\n{}",
                        report.render(Style::Plain)
                    );
                }
                Some(Lowered::NotACapability(found)) => panic!("cut at {end}: {}", found.message()),
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
fn a_marker_within_the_file_is_a_comment() {
    let text = format!("{MARKER}{LISTS}");
    let Some(Lowered::Document(document)) = read("x", text.as_bytes()).lowered else {
        panic!("a document")
    };
    assert!(!document.truncated);
}

#[test]
fn no_line_is_indispensable_to_the_reader() {
    for text in [LISTS, MAPS, WILD, WRONG] {
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
fn any_value_may_stand_anywhere() {
    for text in [LISTS, MAPS, WILD] {
        for (number, (at, _)) in text.match_indices(": ").enumerate() {
            let (before, after) = text.split_at(at + 2);
            let rest = after.find(['\n', ',', '}']).map_or("", |end| &after[end..]);
            // One value a place: there are enough of both.
            let value = VALUES[number % VALUES.len()];
            let report = read("x", format!("{before}{value}{rest}").as_bytes()).report;
            report.render(Style::Json);
        }
    }
}

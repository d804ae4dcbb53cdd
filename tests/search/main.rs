//! Search of tools: how often questions find the operation that serves them, in published documents of APIs.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apis;
mod questions;
mod recall;

use std::fs;

use naftiko_tests::{corpus, workspace};

use apis::APIS;
use recall::{HEADER, Recall};

/// The marks around the table in docs/mcp.md.
const START: &str = "<!-- search table -->\n";
const END: &str = "<!-- end of search table -->";

/// Every API keeps its floor, with the questions that were held out too, and the page has the measured table. `scripts/search.sh` writes it.
#[test]
fn questions_find_the_operations_that_serve_them() {
    if corpus().is_none() {
        return;
    }
    let mut table = String::from(HEADER);
    let mut below = Vec::new();
    for api in APIS {
        let searched = api.searched();
        for (part, is_held_out) in [("tuned", false), ("held out", true)] {
            let recall = Recall::measure(api, &searched, is_held_out);
            table += &recall.row(api, part, searched.tools.len());
            if !recall.keeps(&api.floor) {
                below.push(format!("{} ({part})", api.name));
            }
        }
    }
    println!("{table}");
    assert!(below.is_empty(), "below their floors: {below:?}\n{table}");
    let path = workspace().join("docs/mcp.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(path, format!("{before}{START}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(written, table, "run scripts/search.sh");
    }
}

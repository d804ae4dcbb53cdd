//! Test of `docs/spec-keys.md`: the parser has the keys, values and requirements of the page. Other texts are written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{EXTENSIONS, LISTS, MAPS, parse};
use crate::diagnostic::{Diagnostics, codes};
use crate::parse::record::{self, Key, Object, Record};
use crate::source::Sources;
use crate::yaml::{self, Kind, Node};

/// A spec of the objects that no other spec of the tests has.
const RARE: &str = include_str!("reference.yaml");
const OLD: &str = "naftiko: '0.5'\nexternalRefs:\n- {name: env, type: environment, resolution: file, uri: 'file:///x', keys: {A: a}}\n\
     capability: {consumes: [{location: a.yaml, import: a}]}\n";
const SCHEMA: &str = "Keys of JSON Schema";
/// The end of the part that is written by hand.
const MARK: &str = "--lib reference -->\n";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Parses a spec, and reads it with all keys and without each of its keys.
fn parse_in_all_ways(text: &str) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = yaml::parse(&mut sources, "spec.yaml", text.as_bytes(), &mut diagnostics).unwrap();
    parse(&tree, &mut diagnostics);
    for index in 0.. {
        let mut less = tree.clone();
        if !remove(&mut less.root, &mut { index }) {
            break;
        }
        parse(&less, &mut Diagnostics::default());
    }
}

/// Removes the entry with an index from a tree, in the order of the text.
fn remove(node: &mut Node, index: &mut usize) -> bool {
    match &mut node.kind {
        Kind::Null | Kind::Scalar(_) => false,
        Kind::Sequence(items) => items.iter_mut().any(|item| remove(item, index)),
        Kind::Mapping(entries) => {
            for at in 0..entries.len() {
                if *index == 0 {
                    entries.remove(at);
                    return true;
                }
                *index -= 1;
                if remove(&mut entries[at].1, index) {
                    return true;
                }
            }
            false
        }
    }
}

/// Returns the keys that the parser reads in every spec of the tests.
fn recorded() -> Record {
    record::take();
    for text in [MAPS, LISTS, RARE, OLD, EXTENSIONS] {
        parse_in_all_ways(text);
    }
    let mut files: Vec<_> = fs::read_dir(workspace().join("tests/specs")).unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            parse_in_all_ways(&fs::read_to_string(path).unwrap());
        }
    }
    record::take()
}

/// Returns the title of an object's section; `None` for a type that the format does not have.
fn title(object: &Object) -> Option<String> {
    let what = object.what;
    let plain = what
        .strip_prefix("a ")
        .or(what.strip_prefix("an "))
        .or(what.strip_prefix("the "))
        .unwrap_or(what);
    let (first, rest) = plain.split_at(1);
    let plain = format!("{}{rest}", first.to_uppercase());
    let types: &[&str] = match what {
        "an adapter" => &["rest", "mcp", "skill", "control"],
        "an authentication" => &["basic", "digest", "bearer", "apikey", "oauth2", "custom-token"],
        "a body" => &["json", "text", "xml", "sparql", "formUrlEncoded", "multipartForm"],
        "a step" => &["call", "lookup", "script"],
        _ => return Some(plain),
    };
    let kind = object.kind.as_deref()?;
    types.contains(&kind).then(|| format!("{plain}, `type: {kind}`"))
}

/// Returns the anchor of a section in the page.
fn anchor(title: &str) -> String {
    let kept = |character: &char| character.is_alphanumeric() || " -".contains(*character);
    let text: String = title.to_lowercase().chars().filter(kept).collect();
    text.replace(' ', "-")
}

fn key_cell(key: &Key) -> String {
    let mut cell = format!("`{}`", key.name);
    if let Some(lists) = key.in_lists {
        let _ = write!(cell, " / `{lists}`");
    }
    cell
}

fn value_cell(key: &Key, titles: &BTreeMap<&str, String>) -> String {
    if let Some(value) = &key.value {
        return match value.split_once(": ") {
            Some((form, what)) => match titles.get(what) {
                Some(title) => {
                    let plain = title.split(", `").next().unwrap();
                    format!("{form} [{}](#{})", lower_first(plain), anchor(title))
                }
                None => format!("{form} {what}"),
            },
            None if value == "string" && key.seen.contains("map") => "string or map".to_owned(),
            None => value.clone(),
        };
    }
    let seen: Vec<_> = key.seen.iter().copied().collect();
    match seen.as_slice() {
        ["string"] if key.extension.is_none() => "any value".to_owned(),
        [one] => (*one).to_owned(),
        _ => "any value".to_owned(),
    }
}

fn lower_first(title: &str) -> String {
    let mut characters = title.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    let is_acronym = title.starts_with("MCP") || title.starts_with("API") || title.starts_with("REST");
    if is_acronym {
        title.to_owned()
    } else {
        first.into_iter().chain(characters).collect()
    }
}

fn need_cell(key: &Key, object: &Object) -> String {
    let mut words = Vec::new();
    let is_type = key.name == "type" && object.kind.is_some();
    match (key.refused, key.accepted) {
        (true, false) => words.push("required".to_owned()),
        // The name of an object in a map is its key.
        (true, true) if key.name == "name" => words.push("required".to_owned()),
        (true, true) => words.push("it depends".to_owned()),
        _ if is_type => words.push("required".to_owned()),
        _ if key.expected => words.push("expected".to_owned()),
        _ => {}
    }
    if let Some(code) = key.extension {
        words.push(format!("extension, `{code}`"));
    }
    let aliases: Vec<String> = key
        .aliases
        .iter()
        .map(|(alias, code)| format!("`{alias}` (`{code}`)"))
        .collect();
    if !aliases.is_empty() {
        words.push(format!("also read: {}", aliases.join(", ")));
    }
    words.join("; ")
}

/// The texts that are written by hand: the head, the text below each title, and the last cell of each row.
#[derive(Default)]
struct Texts {
    head: String,
    intros: BTreeMap<String, String>,
    meanings: BTreeMap<(String, String), String>,
}

fn texts(page: &str) -> Texts {
    let mut texts = Texts::default();
    let (head, rest) = page.split_once(MARK).unwrap();
    texts.head = format!("{head}{MARK}");
    for section in rest.split("\n## ").skip(1) {
        let (title, body) = section.split_once('\n').unwrap();
        let (intro, table) = body.split_once("\n| key |").unwrap_or((body, ""));
        texts.intros.insert(title.to_owned(), intro.trim().to_owned());
        for row in table.lines().skip(2) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            if let [key, .., meaning] = cells.as_slice() {
                texts
                    .meanings
                    .insert((title.to_owned(), (*key).to_owned()), (*meaning).to_owned());
            }
        }
    }
    texts
}

/// Returns the objects with keys, grouped by name.
fn in_groups(record: &Record) -> Vec<&Object> {
    let mut groups: Vec<Vec<&Object>> = Vec::new();
    for object in record.objects.iter().filter(|object| !object.keys.is_empty()) {
        match groups.iter_mut().find(|group| group[0].what == object.what) {
            Some(group) => group.push(object),
            None => groups.push(vec![object]),
        }
    }
    groups.concat()
}

/// Returns the keys with a row, `name` first. The name of a key in the list dialect has no own row.
fn rows(object: &Object) -> Vec<&Key> {
    let names: BTreeSet<_> = object.keys.iter().filter_map(|key| key.in_lists).collect();
    let mut keys: Vec<_> = object
        .keys
        .iter()
        .filter(|key| !names.contains(key.name))
        .collect();
    keys.sort_by_key(|key| key.name != "name");
    keys
}

/// Returns links to all sections.
fn contents(record: &Record) -> String {
    let titles = in_groups(record).into_iter().filter_map(title);
    let links: Vec<String> = titles
        .map(|title| format!("[{title}](#{})", anchor(&title)))
        .collect();
    links.join(",\n") + "."
}

/// Returns the page, and the sections and keys without a text.
fn page(record: &Record, mut texts: Texts) -> (String, Vec<String>) {
    let mut titles = BTreeMap::new();
    for object in &record.objects {
        if let Some(title) = title(object) {
            titles.entry(object.what).or_insert(title);
        }
    }
    let mut page = texts.head.clone();
    let _ = writeln!(page, "\n{}", contents(record));
    let mut lacking = Vec::new();
    let mut schema: Vec<&str> = Vec::new();
    for object in in_groups(record) {
        let Some(title) = title(object) else { continue };
        let intro = texts.intros.remove(&title).unwrap_or_default();
        if intro.is_empty() {
            lacking.push(title.clone());
        }
        let _ = write!(
            page,
            "\n## {title}\n\n{intro}\n\n| key | value | | meaning |\n|---|---|---|---|\n"
        );
        for key in rows(object) {
            let cell = key_cell(key);
            let meaning = texts
                .meanings
                .remove(&(title.clone(), cell.clone()))
                .unwrap_or_default();
            if meaning.is_empty() {
                lacking.push(format!("{title}: {cell}"));
            }
            let (value, need) = (value_cell(key, &titles), need_cell(key, object));
            let _ = writeln!(page, "| {cell} | {value} | {need} | {meaning} |");
        }
        if let Some((keys, code)) = &object.has_schema {
            schema.clone_from(keys);
            let effect = if *code == codes::VALUE_SCHEMA {
                "extension"
            } else {
                "no effect"
            };
            let _ = writeln!(
                page,
                "| [{SCHEMA}](#{}) | | {effect}, `{code}` | |",
                anchor(SCHEMA)
            );
        }
    }
    let _ = write!(
        page,
        "\n## {SCHEMA}\n\n{}\n",
        texts.intros.remove(SCHEMA).unwrap_or_default()
    );
    for key in schema {
        assert!(
            page.contains(&format!("`{key}`")),
            "{key} is not in the text about {SCHEMA}"
        );
    }
    texts
        .meanings
        .retain(|(_, key), meaning| !key.starts_with('[') && !meaning.is_empty());
    assert!(
        texts.meanings.is_empty() && texts.intros.is_empty(),
        "the parser has no such keys any more; rename or delete them in the page: {:?} {:?}",
        texts.meanings,
        texts.intros
    );
    (page, lacking)
}

#[test]
fn page_of_keys_matches_the_parser() {
    let path = workspace().join("docs/spec-keys.md");
    let record = recorded();
    let written = fs::read_to_string(&path).unwrap();
    let (page, lacking) = page(&record, texts(&written));
    if std::env::var_os("NAFTIKO_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert!(
        lacking.is_empty(),
        "docs/spec-keys.md has no text about {lacking:#?}"
    );
    assert!(
        fs::read_to_string(&path).unwrap() == page,
        "docs/spec-keys.md is out of date: NAFTIKO_BLESS=1 cargo test -p naftiko-codegen --lib reference"
    );
}

/// Each key that the parser's source names is on the page, so that the recorded specs cannot miss an object.
#[test]
fn page_of_keys_has_every_key_of_the_source() {
    let page = fs::read_to_string(workspace().join("docs/spec-keys.md")).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/parse");
    let files = [source.clone(), source.join("fields")].map(|folder| fs::read_dir(folder).unwrap());
    let mut missing = BTreeSet::new();
    let mut count = 0;
    for file in files.into_iter().flatten() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for start in [
            "(cx, \"",
            "(fields, cx, \"",
            ".node(\"",
            "entry(\"",
            "cx,\n            \"",
            "cx,\n        \"",
        ] {
            for rest in source.split(start).skip(1) {
                let key = rest.split('"').next().unwrap();
                count += 1;
                // Messages name several keys of which one has to be there.
                if !key.contains('`') && !page.contains(&format!("`{key}`")) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert!(count > 150, "{count}");
    assert!(missing.is_empty(), "docs/spec-keys.md lacks {missing:?}");
}

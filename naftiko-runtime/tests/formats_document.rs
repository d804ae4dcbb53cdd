//! Tests of the examples in `docs/formats.md`.

#![cfg(all(
    feature = "avro",
    feature = "csv",
    feature = "html",
    feature = "markdown",
    feature = "protobuf",
    feature = "xml",
    feature = "yaml"
))]

use std::error::Error;
use std::fs;
use std::path::Path;

use naftiko::Value;
use naftiko::format::{Format, FormatLimits};

fn format(name: &str) -> Option<Format> {
    Some(match name {
        "XML" => Format::Xml,
        "CSV" => Format::Csv,
        "TSV" => Format::Tsv,
        "PSV" => Format::Psv,
        "YAML" => Format::Yaml,
        "HTML" => Format::Html,
        "Markdown" => Format::Markdown,
        "Avro" => Format::Avro,
        "Protobuf" => Format::Protobuf,
        _ => return None,
    })
}

/// A fenced block: its section, its language, its role (`schema`, `in`, `out`), and its text.
struct Block<'a> {
    section: &'a str,
    language: &'a str,
    role: &'a str,
    text: String,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let (mut section, mut open) = ("", false);
    for line in document.lines() {
        match (line.strip_prefix("```"), blocks.last_mut()) {
            (None, Some(block)) if open => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, _) => section = line.strip_prefix("## ").unwrap_or(section),
            (Some(""), _) => open = false,
            (Some(info), _) => {
                let (language, role) = info.split_once(' ').unwrap_or((info, ""));
                let text = String::new();
                blocks.push(Block {
                    section,
                    language,
                    role,
                    text,
                });
                open = true;
            }
        }
    }
    blocks
}

fn body(block: &Block<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    if block.language != "hex" {
        return Ok(block.text.clone().into_bytes());
    }
    let bytes = block
        .text
        .split_whitespace()
        .map(|byte| u8::from_str_radix(byte, 16));
    Ok(bytes.collect::<Result<_, _>>()?)
}

#[test]
fn documented_examples_are_correct() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/formats.md");
    let document = fs::read_to_string(path)?;
    let (mut examples, mut schema, mut input) = (0, None, Vec::new());
    for block in blocks(&document) {
        match block.role {
            "schema" => schema = Some(&*block.text.trim().to_owned().leak()),
            "in" => input = body(&block)?,
            "out" => {
                let format = format(block.section).ok_or("a section of no format")?;
                let expected: Value = serde_json::from_str(&block.text)?;
                let found = format.to_json(&input, schema.take(), &FormatLimits::default())?;
                assert_eq!(found, expected, "{format:?}");
                examples += 1;
            }
            // A spec or a manifest.
            "" => {}
            other => return Err(format!("a block of no role: {other}").into()),
        }
    }
    assert_eq!(examples, 9);
    Ok(())
}

//! Any bytes as JSON: the reader and serde_json agree on what both accept. `FUZZ=json fuzz/run`, described in
//! `fuzz/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko::value::{Json, Kind, ReadError, Reader};
use serde_json::{Map, Value};

fuzz_target!(|bytes: &[u8]| {
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let expected: Result<Value, _> = serde_json::from_slice(unmarked);
    let read = Reader::from_bytes(bytes).and_then(|mut reader| {
        let text = reader.text();
        let tree = tree(&mut reader).and_then(|tree| reader.end().map(|()| tree));
        tree.map_err(|error| error.in_text(text))
    });
    let json = Json::parse(bytes.to_vec());
    match (&read, &expected) {
        (Ok(read), Ok(expected)) => assert_eq!(read, expected),
        // Numbers beyond doubles, the 128th level of nesting, and halves of surrogate pairs are errors to serde_json alone.
        (Ok(_), Err(error)) => {
            let message = error.to_string();
            let known = ["number out of range", "recursion limit", "surrogate", "unexpected end of hex escape"];
            assert!(known.iter().any(|known| message.contains(known)), "{message}");
        }
        (Err(error), Ok(_)) => panic!("{error}"),
        (Err(_), Err(_)) => {}
    }
    if unmarked.trim_ascii().is_empty() {
        return;
    }
    assert_eq!(json.is_ok(), read.is_ok(), "checking and reading agree");
    if let Ok(json) = &json {
        // No half of a pair goes on.
        let again: Result<Value, _> = serde_json::from_str(json.as_str());
        let message = again.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(!message.contains("surrogate") && !message.contains("hex escape"), "{message}");
    }
    if let (Ok(json), Ok(expected)) = (json, expected) {
        let text = json.as_str();
        assert_eq!(json, expected, "the compact text is the same value");
        assert_eq!(Json::parse(text.to_owned()).as_ref(), Ok(&json), "the compact text stays as it is");
        let places = json.at();
        if let Value::Object(members) = &expected {
            // Several members with one name are an error to `key`.
            if json.members().count() == members.len() {
                for (name, value) in members {
                    assert_eq!(places.key(name).any().as_ref().map(Json::to_value).ok().as_ref(), Some(value));
                }
            }
        }
    }
});

fn tree(reader: &mut Reader<'_>) -> Result<Value, ReadError> {
    Ok(match reader.peek()? {
        Kind::Null => {
            reader.null()?;
            Value::Null
        }
        Kind::Boolean => Value::Bool(reader.boolean()?),
        Kind::Number => serde_json::from_str(reader.number_text()?).unwrap_or_default(),
        Kind::String => Value::String(reader.string()?.into_owned()),
        Kind::Array => {
            reader.array()?;
            let mut items = Vec::new();
            while reader.item()? {
                items.push(tree(reader)?);
            }
            Value::Array(items)
        }
        Kind::Object => {
            reader.object()?;
            let mut members = Map::new();
            while let Some(name) = reader.key()? {
                let value = tree(reader)?;
                members.insert(name.into_owned(), value);
            }
            Value::Object(members)
        }
    })
}

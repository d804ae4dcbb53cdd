//! Any bytes as JSON: the reader and serde_json agree on what both accept. `FUZZ=json fuzz/run`, described in
//! `fuzz/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko::value::{Json, Kind, ReadError, Reader};
use serde_json::{Map, Value};

fuzz_target!(|bytes: &[u8]| {
    let expected: Result<Value, _> = serde_json::from_slice(bytes);
    let read = Reader::from_bytes(bytes).and_then(|mut reader| {
        let text = reader.text();
        let tree = tree(&mut reader).and_then(|tree| reader.end().map(|()| tree));
        tree.map_err(|error| error.in_text(text))
    });
    let json = Json::parse(bytes.to_vec());
    match (&read, &expected) {
        (Ok(read), Ok(expected)) => assert_eq!(read, expected),
        // Numbers beyond doubles, and the 128th level of nesting, are errors to serde_json alone.
        (Ok(_), Err(error)) => {
            let message = error.to_string();
            assert!(message.contains("number out of range") || message.contains("recursion limit"), "{message}");
        }
        (Err(error), Ok(_)) => panic!("{error}"),
        (Err(_), Err(_)) => {}
    }
    if bytes.trim_ascii().is_empty() {
        return;
    }
    assert_eq!(json.is_ok(), read.is_ok(), "checking and reading agree");
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

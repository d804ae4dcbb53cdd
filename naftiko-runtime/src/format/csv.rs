//! Separated values: an array of objects, with names from the first row.

use std::io::Read;

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use super::FormatLimits;
use super::limits::ConversionBudget;
use crate::value::DecodeError;

/// A sentinel row at the end: an unterminated quote would include it, and the parser would not report it.
const END: &str = ".";

/// Converts the rows below the header. All cells are strings; a row may be shorter than the header, not longer.
pub(super) fn to_json(text: &str, separator: u8, limits: &FormatLimits) -> Result<Value, DecodeError> {
    let mut budget = ConversionBudget::new(limits);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes().chain(&b"\n."[..]));
    let mut header = StringRecord::new();
    read(&mut reader, &mut header)?;
    budget.columns(header.len())?;
    budget.values(1)?;
    let (mut row, mut next) = (StringRecord::new(), StringRecord::new());
    let mut rows = Vec::new();
    let mut more = read(&mut reader, &mut row)?;
    while more {
        more = read(&mut reader, &mut next)?;
        if more {
            rows.push(object(&header, &row, &mut budget)?);
            std::mem::swap(&mut row, &mut next);
        }
    }
    if row.len() == 1 && row.get(0) == Some(END) {
        Ok(Value::Array(rows))
    } else {
        Err(DecodeError::new("$", "separated values", "an unterminated quote"))
    }
}

fn read(reader: &mut csv::Reader<impl Read>, record: &mut StringRecord) -> Result<bool, DecodeError> {
    reader.read_record(record).map_err(|error| {
        let line = error.position().map_or(0, csv::Position::line);
        DecodeError::new(
            "$",
            "separated values",
            format!("an invalid record (line {line})"),
        )
    })
}

fn object(
    header: &StringRecord,
    row: &StringRecord,
    budget: &mut ConversionBudget<'_>,
) -> Result<Value, DecodeError> {
    if row.len() > header.len() {
        let line = row.position().map_or(0, csv::Position::line);
        let found = format!("{} cells for {} names (line {line})", row.len(), header.len());
        return Err(DecodeError::new("$", "no more cells than the header has", found));
    }
    budget.values(1)?;
    let mut members = Map::with_capacity(row.len());
    for (name, cell) in header.iter().zip(row) {
        let cell = budget.string(cell)?;
        budget.member(&mut members, name, cell)?;
    }
    Ok(Value::Object(members))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Value, DecodeError> {
        to_json(text, b',', &FormatLimits::default())
    }

    #[test]
    fn rows_are_read_as_objects_of_strings() {
        assert_eq!(
            read("id,name\r\n1,Al\r\n\r\n2,\"O'Neil, \"\"Bo\"\"\"\n"),
            Ok(json!([{"id": "1", "name": "Al"}, {"id": "2", "name": "O'Neil, \"Bo\""}]))
        );
        assert_eq!(read("id,name\n"), Ok(json!([])));
        assert_eq!(read("id\n\"two\nlines\"\n"), Ok(json!([{"id": "two\nlines"}])));
    }

    #[test]
    fn other_separators_are_supported() {
        let rows = json!([{"id": "1", "name": "A,l"}]);
        assert_eq!(
            to_json("id\tname\n1\tA,l\n", b'\t', &FormatLimits::default()),
            Ok(rows.clone())
        );
        assert_eq!(
            to_json("id|name\n1|A,l\n", b'|', &FormatLimits::default()),
            Ok(rows)
        );
    }

    #[test]
    fn row_longer_than_the_header_is_rejected() {
        assert_eq!(read("a,b\n1\n2,3"), Ok(json!([{"a": "1"}, {"a": "2", "b": "3"}])));
        assert_eq!(
            read("a\n1\n2,3\n").map_err(|error| error.to_string()),
            Err(
                "expected no more cells than the header has at `$`, got 2 cells for 1 names (line 3)"
                    .to_owned()
            )
        );
    }

    #[test]
    fn unterminated_quote_is_rejected() {
        for text in ["a\n\"1", "a\n1\n\"", "\"a", "a\n\"1\"\"\n2\n"] {
            assert!(read(text).is_err(), "{text}");
        }
        let dots = json!([{"a": "."}, {"a": "."}]);
        for text in ["a\n.\n.", "a\n\n.\n\n\".\"\n\n"] {
            assert_eq!(read(text), Ok(dots.clone()), "{text}");
        }
    }

    #[test]
    fn huge_table_is_rejected() {
        let columns = "a,".repeat(1_000_000);
        assert!(read(&columns).is_err());
        // One long name, repeated by short rows.
        let name = format!("{}\n{}", "n".repeat(1_000_000), "1\n".repeat(1_000));
        assert!(read(&name).is_err());
        let rows = format!("a\n{}", "1\n".repeat(600_000));
        assert!(read(&rows).is_err());
    }
}

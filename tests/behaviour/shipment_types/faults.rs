//! Responses that do not fit the document, with each tolerance.

use super::super::{lenient_shipments, open_shipments, shipments};
use super::freight::Freight;

/// A response with a fault, and what a call gives: the members of the shipment, or the path of the error.
struct Row {
    fault: &'static str,
    from: &'static str,
    into: &'static str,
    strict: Expected,
    lenient: Expected,
    open: Expected,
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// The call succeeds, and `Debug` of the shipment has this text.
    Has(&'static str),
    /// The call fails, and the error has this path.
    Fails(&'static str),
}

use Expected::{Fails, Has};

const GOOD: &str = r#"{"id":"S1","state":"ready","grams":1,"stops":["Ulm"],"urgent":true,"vehicle":{"kind":"van","doors":2}}"#;

const TABLE: &[Row] = &[
    Row {
        fault: "missing required member",
        from: r#""grams":1,"#,
        into: "",
        strict: Fails("grams"),
        lenient: Fails("grams"),
        open: Has("grams: None"),
    },
    Row {
        fault: "missing required list",
        from: r#","stops":["Ulm"]"#,
        into: "",
        strict: Fails("stops"),
        lenient: Has("stops: []"),
        open: Has("stops: None"),
    },
    Row {
        fault: "null for a required member",
        from: r#""grams":1"#,
        into: r#""grams":null"#,
        strict: Fails("grams"),
        lenient: Fails("grams"),
        open: Has("grams: None"),
    },
    Row {
        fault: "null for a required list",
        from: r#"["Ulm"]"#,
        into: "null",
        strict: Fails("stops"),
        lenient: Has("stops: []"),
        open: Has("stops: None"),
    },
    Row {
        fault: "null for an optional member",
        from: r#""urgent":true"#,
        into: r#""urgent":null"#,
        strict: Has("urgent: None"),
        lenient: Has("urgent: None"),
        open: Has("urgent: None"),
    },
    Row {
        fault: "another type of a required member",
        from: r#""grams":1"#,
        into: r#""grams":[1]"#,
        strict: Fails("grams"),
        lenient: Fails("grams"),
        open: Has("grams: None"),
    },
    Row {
        fault: "another type of an optional member",
        from: r#""urgent":true"#,
        into: r#""urgent":{"a":1}"#,
        strict: Fails("urgent"),
        lenient: Has("urgent: None"),
        open: Has("urgent: None"),
    },
    Row {
        fault: "another type of an item",
        from: r#"["Ulm"]"#,
        into: r#"["Ulm",{}]"#,
        strict: Fails("stops[1]"),
        lenient: Fails("stops[1]"),
        open: Has("stops: None"),
    },
    Row {
        fault: "null for an item",
        from: r#"["Ulm"]"#,
        into: r#"["Ulm",null]"#,
        strict: Fails("stops[1]"),
        lenient: Fails("stops[1]"),
        open: Has("stops: None"),
    },
    Row {
        fault: "a fault inside of a variant",
        from: r#""doors":2"#,
        into: r#""doors":"two""#,
        strict: Fails("vehicle.doors"),
        lenient: Has("doors: None"),
        open: Has("doors: None"),
    },
    Row {
        fault: "unknown enum value",
        from: "ready",
        into: "lost",
        strict: Has(r#"Unlisted("lost")"#),
        lenient: Has(r#"Unlisted("lost")"#),
        open: Has(r#"Unlisted("lost")"#),
    },
    Row {
        fault: "unknown tag",
        from: r#""van""#,
        into: r#""tram""#,
        strict: Has("vehicle: Some(Other("),
        lenient: Has("vehicle: Some(Other("),
        open: Has("vehicle: Some(Other("),
    },
    Row {
        fault: "missing tag",
        from: r#""kind":"van","#,
        into: "",
        strict: Has("vehicle: Some(Other("),
        lenient: Has("vehicle: Some(Other("),
        open: Has("vehicle: Some(Other("),
    },
    Row {
        fault: "unknown member",
        from: r#""grams":1"#,
        into: r#""grams":1,"colour":"red""#,
        strict: Has("grams: 1"),
        lenient: Has("grams: 1"),
        open: Has("grams: Some(1)"),
    },
];

/// Calls an operation of a module, and returns `Debug` of the response or of the error.
macro_rules! call {
    ($module:ident, $freight:expr) => {{
        let capability = $module::Capability::builder()
            .freight(|api| api.base_uri($freight.uri()))
            .build()
            .unwrap();
        let response = capability.freight().get_shipment("S1").await.unwrap().value();
        response
            .map(|shipment| format!("{shipment:?}"))
            .map_err(|error| format!("{error:?} {error}"))
    }};
}

#[tokio::test]
async fn fault_has_its_result_with_each_tolerance() {
    let mut wrong = Vec::new();
    for row in TABLE {
        assert_eq!(GOOD.matches(row.from).count(), 1, "{}", row.fault);
        let freight = Freight::start(200, &GOOD.replace(row.from, row.into)).await;
        let cells = [
            ("strict", row.strict, call!(shipments, freight)),
            ("lenient", row.lenient, call!(lenient_shipments, freight)),
            ("open", row.open, call!(open_shipments, freight)),
        ];
        for (tolerance, expected, result) in cells {
            let fits = match (expected, &result) {
                (Has(text), Ok(shipment)) => shipment.contains(text),
                (Fails(path), Err(error)) => error.contains(path),
                _ => false,
            };
            if !fits {
                wrong.push(format!(
                    "{}, {tolerance}: {expected:?}, not {result:?}",
                    row.fault
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn response_without_faults_fits_every_tolerance() {
    let freight = Freight::start(200, GOOD).await;
    assert!(call!(shipments, freight).unwrap().contains("grams: 1"));
    assert!(call!(lenient_shipments, freight).unwrap().contains("grams: 1"));
    assert!(call!(open_shipments, freight).unwrap().contains("grams: Some(1)"));
}

//! Decoding of a typed response against derived structs of serde: `cargo bench -p naftiko-benches --bench decoding`.
//!
//! Both read the same 37 KB, in turns. Budget: no slower than `serde_json::from_slice`, plus 10 %.
#![allow(clippy::unwrap_used, reason = "a measurement")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use naftiko::Bytes;
use naftiko::client::Response;
use naftiko::http::{HeaderMap, StatusCode};
use serde::Deserialize;

naftiko::naftiko! { "decoding/parcels.yaml", emit: [client] }

const ITEMS: usize = 62;
const ROUNDS: usize = 30;
const RUNS: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only read by `Debug`")]
struct Page {
    data: Vec<Parcel>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Ready,
    InTransit,
    Delivered,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only read by `Debug`")]
struct Address {
    street: String,
    city: String,
    country: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "only read by `Debug`")]
struct Parcel {
    id: String,
    status: Status,
    name: String,
    created_at: String,
    updated_at: Option<String>,
    weight: Option<f64>,
    ratio: Option<f64>,
    count: i64,
    version: i64,
    urgent: bool,
    note: Option<String>,
    depot: Option<String>,
    tags: Option<Vec<String>>,
    labels: Option<BTreeMap<String, String>>,
    sender: Address,
    receiver: Option<Address>,
    codes: Option<Vec<i64>>,
}

/// Returns a response of 37 KB.
fn body() -> Bytes {
    let mut text = String::from(r#"{"data":["#);
    for number in 0..ITEMS {
        let separator = if number > 0 { "," } else { "" };
        let _ = write!(
            text,
            r#"{separator}{{"id":"parcel-{number}","status":"in-transit","name":"Parcel {number} of \u00fcber","createdAt":"2026-11-28T09:00:00Z","updatedAt":null,"weight":12.5,"ratio":0.25,"count":{number},"version":9007199254740993,"urgent":true,"note":"fragile","depot":"Ulm","tags":["a","b","c"],"labels":{{"colour":"red","size":"large"}},"sender":{{"street":"Main Street 1","city":"Bonn","country":"DE"}},"receiver":{{"street":"High Street 2","city":"Bath"}},"codes":[1,22,333]}}"#
        );
    }
    text.push_str(r#"],"nextToken":"n"}"#);
    text.into()
}

/// Returns the time of several runs, in microseconds each.
fn time<T>(run: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..RUNS {
        black_box(run());
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(RUNS).unwrap())
}

fn main() {
    let body = body();
    let response = Response::<parcels::types::Page>::new(StatusCode::OK, HeaderMap::new(), body.clone());
    assert_eq!(response.value().unwrap().data.len(), ITEMS);
    let (mut own, mut derived) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        own = own.min(time(|| response.value().unwrap()));
        derived = derived.min(time(|| serde_json::from_slice::<Page>(&body).unwrap()));
    }
    println!(
        "{} KB: {own:.1} µs, derived structs of serde {derived:.1} µs, ratio {:.2} (1.10 allowed)",
        body.len() / 1024,
        own / derived
    );
}

//! A stream over the items of pages against a loop that asks for each page: `cargo bench -p naftiko-benches --bench paging`.
//!
//! Both read 10,000 items in pages of 100 by the same generated client, from a transport in memory. Callgrind counts the instructions, which other
//! load does not affect. Budget: 5 % more than the loop, and the memory of a tenth of the items.
#![allow(clippy::unwrap_used, reason = "a measurement")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::Command;

use naftiko::Bytes;
use naftiko::client::{Body, ResponseFuture, SendRequest};
use naftiko::http::{Request, Response};
use naftiko_benches::peak_megabytes;

use self::parcels::Capability;
use self::parcels::client::ListParcelsParams;

naftiko::naftiko! { "paging/parcels.yaml", emit: [client] }

const PAGE: u64 = 100;
const ITEMS: u64 = 10_000;

/// The largest ratio of the stream to the loop.
const BUDGET: f64 = 1.05;

/// An API in memory: the token of a page is its number.
struct Pages {
    items: String,
    count: u64,
}

impl Pages {
    fn new(items: u64) -> Self {
        let mut text = String::from(r#"{"data":["#);
        for number in 0..PAGE {
            let separator = if number > 0 { "," } else { "" };
            let _ = write!(
                text,
                r#"{separator}{{"id":"parcel-{number}","status":"in-transit","name":"Parcel {number}","createdAt":"2026-11-28T09:00:00Z","count":{number},"version":7,"urgent":true,"sender":{{"street":"Main Street 1","city":"Bonn"}}}}"#
            );
        }
        Self {
            items: text + "]",
            count: items / PAGE,
        }
    }
}

impl SendRequest for Pages {
    fn send(&self, request: Request<Body>) -> ResponseFuture {
        let query = request.uri().query().unwrap_or("nextToken=0");
        let page: u64 = query.rsplit('=').next().unwrap().parse().unwrap();
        let next = match page + 1 {
            next if next < self.count => format!(r#","nextToken":"{next}"}}"#),
            _ => "}".to_owned(),
        };
        let body = Body::from(Bytes::from(format!("{}{next}", self.items)));
        Box::pin(std::future::ready(Ok(Response::new(body))))
    }
}

/// Reads items in one of the ways; returns their number.
async fn read(way: &str, items: u64) -> u64 {
    let capability = Capability::builder()
        .parcels(|api| api.transport(Pages::new(items)))
        .build()
        .unwrap();
    let client = capability.parcels();
    let (mut params, mut read) = (ListParcelsParams::default(), 0);
    if way == "stream" {
        let mut parcels = client.list_parcels_all(&params);
        while let Some(parcel) = parcels.try_next().await.unwrap() {
            black_box(parcel);
            read += 1;
        }
        return read;
    }
    loop {
        let page = client.list_parcels(&params).await.unwrap().value().unwrap();
        for parcel in page.data {
            black_box(parcel);
            read += 1;
        }
        match page.next_token {
            Some(token) if !token.is_empty() => params.next_token = Some(token),
            _ => return read,
        }
    }
}

/// Returns the instructions that one way takes for a number of items, as callgrind counts them.
fn instructions(way: &str, items: u64) -> f64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(["--read", way, &items.to_string()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let counted = said.lines().find_map(|line| line.split_once("Collected : "));
    counted.unwrap().1.trim().parse().unwrap()
}

/// Returns the peak memory of a process that reads a number of items by the stream, in MB.
fn memory(items: u64) -> f64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command
        .args(["--read", "stream", &items.to_string()])
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, way, items] = arguments.as_slice()
        && flag == "--read"
    {
        let items = items.parse().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        assert_eq!(runtime.block_on(read(way, items)), items);
        println!("{}", peak_megabytes().unwrap_or_default());
        return;
    }
    // What both ways take beside the items: the start of the process, and a page.
    let [stream, by_loop] = ["stream", "loop"].map(|way| instructions(way, ITEMS) - instructions(way, PAGE));
    let ratio = stream / by_loop;
    println!("10,000 items: {stream:.0} instructions by the stream, {by_loop:.0} by a loop ({ratio:.3})");
    let (tenth, all) = (memory(ITEMS / 10), memory(ITEMS * 10));
    println!("memory: {tenth:.1} MB for 1,000 items, {all:.1} MB for 100,000");
    assert!(ratio <= BUDGET, "the stream takes {ratio:.3} of the loop");
    assert!(all <= tenth * BUDGET, "memory grows with the list");
}

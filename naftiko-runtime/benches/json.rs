//! What reading and writing JSON costs, beside `serde_json`.
//!
//! Times are the shortest of many rounds for one document of 37 KB, in microseconds, so that what else the machine does
//! shows little.
//!
//! `cargo bench -p naftiko-runtime --bench json`

use std::hint::black_box;
use std::time::{Duration, Instant};

use naftiko::value::{
    DecodeError, FromJson, Json, JsonCursor, Number, ReadError, Reader, ToJson, Tolerance, Writer,
};
use naftiko::{Bytes, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

const ROUNDS: u32 = 200;
const READS: u32 = 20;

fn main() {
    let body = Bytes::from(document(150));
    println!("a document of {} bytes", body.len());
    let derived = measured("serde_json into derived structs", || {
        serde_json::from_slice::<Derived>(&body).ok()
    });
    let plain = measured("reader into structs, one function a type", || {
        let text = std::str::from_utf8(&body).ok()?;
        let mut reader = Reader::new(text);
        let answer = answer(&mut reader).ok()?;
        reader.end().ok().map(|()| answer)
    });
    let mapped = measured("generated code into structs", || {
        Mapped::from_body(naftiko::http::StatusCode::OK, &body, Tolerance::Strict).ok()
    });
    let tree = measured("serde_json into a tree", || {
        serde_json::from_slice::<Value>(&body).ok()
    });
    measured("serde_json into texts of the members", || {
        serde_json::from_slice::<Raw<'_>>(&body).ok()
    });
    let checked = measured("checking alone", || Json::parse(body.clone()).ok());
    let written = Mapped::from_body(naftiko::http::StatusCode::OK, &body, Tolerance::Strict)
        .map(|mapped| measured("writing structs", || Some(mapped.to_json())));
    let tree_of = serde_json::from_slice::<Value>(&body);
    let written_tree =
        tree_of.map(|tree| measured("serde_json writing a tree", || serde_json::to_vec(&tree).ok()));
    println!("reader / derived {:.2}", ratio(plain, derived));
    println!("generated / tree {:.2}", ratio(mapped, tree));
    println!("checking / derived {:.2}", ratio(checked, derived));
    if let (Ok(written), Ok(written_tree)) = (written, written_tree) {
        println!("writing / writing a tree {:.2}", ratio(written, written_tree));
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

/// The shortest time of a read.
fn measured<T>(what: &str, mut read: impl FnMut() -> Option<T>) -> Duration {
    assert!(read().is_some(), "{what}");
    let mut shortest = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..READS {
            black_box(read());
        }
        shortest = shortest.min(start.elapsed() / READS);
    }
    println!("{:>8.1} µs  {what}", shortest.as_secs_f64() * 1e6);
    shortest
}

fn document(parcels: usize) -> String {
    let parcel = |id: usize| {
        format!(
            r#"{{"id": "P-{id:05}", "status": "in transit", "weight": {}.250, "fragile": {}, "pieces": {}, "note": "leave at the \"back\" door",
  "route": {{"depot": {{"id": {id}, "city": "Rotterdam"}}, "hops": 3, "eta": "2031-05-06T07:08:09Z"}}, "tags": ["a", "b"]}}"#,
            id % 40,
            id.is_multiple_of(2),
            id % 7,
        )
    };
    let parcels: Vec<String> = (0..parcels).map(parcel).collect();
    format!(
        r#"{{"page": 1, "parcels": [{}], "total": 150}}"#,
        parcels.join(",\n ")
    )
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct Derived {
    page: i64,
    parcels: Vec<DerivedParcel>,
    total: i64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct DerivedParcel {
    id: String,
    status: String,
    weight: f64,
    fragile: bool,
    pieces: i64,
    note: Option<String>,
    route: DerivedRoute,
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct DerivedRoute {
    depot: DerivedDepot,
    hops: i64,
    eta: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct DerivedDepot {
    id: i64,
    city: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read, and no more")]
struct Raw<'a> {
    page: i64,
    #[serde(borrow)]
    parcels: Vec<std::collections::BTreeMap<&'a str, &'a RawValue>>,
}

#[expect(dead_code, reason = "it is read, and no more")]
struct Answer {
    page: i64,
    parcels: Vec<Parcel>,
    total: i64,
}

#[expect(dead_code, reason = "it is read, and no more")]
struct Parcel {
    id: String,
    status: String,
    weight: Number,
    fragile: bool,
    pieces: i64,
    note: Option<String>,
    route: Route,
    tags: Vec<String>,
}

#[expect(dead_code, reason = "it is read, and no more")]
struct Route {
    depot: Depot,
    hops: i64,
    eta: String,
}

#[expect(dead_code, reason = "it is read, and no more")]
struct Depot {
    id: i64,
    city: String,
}

fn required<T>(value: Option<T>, start: usize) -> Result<T, ReadError> {
    value.ok_or(ReadError::unexpected(start, "all its members"))
}

fn answer(reader: &mut Reader<'_>) -> Result<Answer, ReadError> {
    let start = reader.next_offset();
    let (mut page, mut parcels, mut total) = (None, None, None);
    reader.object()?;
    while let Some(key) = reader.key()? {
        match &*key {
            "page" => page = Some(reader.integer()?),
            "parcels" => parcels = Some(list(reader, parcel)?),
            "total" => total = Some(reader.integer()?),
            _ => reader.skip()?,
        }
    }
    Ok(Answer {
        page: required(page, start)?,
        parcels: required(parcels, start)?,
        total: required(total, start)?,
    })
}

fn list<T>(
    reader: &mut Reader<'_>,
    read: impl Fn(&mut Reader<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    reader.array()?;
    let mut items = Vec::new();
    while reader.item()? {
        items.push(read(reader)?);
    }
    Ok(items)
}

fn text(reader: &mut Reader<'_>) -> Result<String, ReadError> {
    Ok(reader.string()?.into_owned())
}

fn parcel(reader: &mut Reader<'_>) -> Result<Parcel, ReadError> {
    let start = reader.next_offset();
    let (mut id, mut status, mut weight, mut fragile, mut pieces) = (None, None, None, None, None);
    let (mut note, mut route, mut tags) = (None, None, None);
    reader.object()?;
    while let Some(key) = reader.key()? {
        match &*key {
            "id" => id = Some(text(reader)?),
            "status" => status = Some(text(reader)?),
            "weight" => weight = Some(reader.number()?),
            "fragile" => fragile = Some(reader.boolean()?),
            "pieces" => pieces = Some(reader.integer()?),
            "note" if reader.null()? => {}
            "note" => note = Some(text(reader)?),
            "route" => route = Some(self::route(reader)?),
            "tags" => tags = Some(list(reader, text)?),
            _ => reader.skip()?,
        }
    }
    Ok(Parcel {
        id: required(id, start)?,
        status: required(status, start)?,
        weight: required(weight, start)?,
        fragile: required(fragile, start)?,
        pieces: required(pieces, start)?,
        note,
        route: required(route, start)?,
        tags: required(tags, start)?,
    })
}

fn route(reader: &mut Reader<'_>) -> Result<Route, ReadError> {
    let start = reader.next_offset();
    let (mut depot, mut hops, mut eta) = (None, None, None);
    reader.object()?;
    while let Some(key) = reader.key()? {
        match &*key {
            "depot" => depot = Some(self::depot(reader)?),
            "hops" => hops = Some(reader.integer()?),
            "eta" => eta = Some(text(reader)?),
            _ => reader.skip()?,
        }
    }
    Ok(Route {
        depot: required(depot, start)?,
        hops: required(hops, start)?,
        eta: required(eta, start)?,
    })
}

fn depot(reader: &mut Reader<'_>) -> Result<Depot, ReadError> {
    let start = reader.next_offset();
    let (mut id, mut city) = (None, None);
    reader.object()?;
    while let Some(key) = reader.key()? {
        match &*key {
            "id" => id = Some(reader.integer()?),
            "city" => city = Some(text(reader)?),
            _ => reader.skip()?,
        }
    }
    Ok(Depot {
        id: required(id, start)?,
        city: required(city, start)?,
    })
}

/// As generated code has it.
struct Mapped {
    page: Option<i64>,
    parcels: Option<Vec<MappedParcel>>,
}

struct MappedParcel {
    id: Option<String>,
    status: Option<String>,
    weight: Option<Number>,
    fragile: Option<bool>,
    city: Option<String>,
    eta: Option<String>,
    tags: Option<Json>,
}

impl FromJson for Mapped {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        let [page, parcels] = at.keys(["page", "parcels"]);
        Ok(Self {
            page: page.optional_integer()?,
            parcels: parcels.optional_list(MappedParcel::from_json)?,
        })
    }
}

impl FromJson for MappedParcel {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        let [id, status, weight, fragile, city, tags] =
            at.keys(["id", "status", "weight", "fragile", "route", "tags"]);
        Ok(Self {
            id: id.optional_string()?,
            status: status.optional_string()?,
            weight: weight.optional_number()?,
            fragile: fragile.optional_boolean()?,
            city: city.key("depot").key("city").optional_string()?,
            eta: city.key("eta").optional_string()?,
            tags: tags.optional_array()?,
        })
    }
}

impl ToJson for Mapped {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("page", &self.page);
        json.member("parcels", &self.parcels);
        json.end_object();
    }
}

impl ToJson for MappedParcel {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("id", &self.id);
        json.member("status", &self.status);
        json.member("weight", &self.weight);
        json.member("fragile", &self.fragile);
        json.member("city", &self.city);
        json.member("eta", &self.eta);
        json.member("tags", &self.tags);
        json.end_object();
    }
}

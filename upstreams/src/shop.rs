//! A shop of our own: its stock, and its payments.

use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use serde_json::{Value, json};

use super::{Answer, FakeApi, request};

/// The fake stock: `GET /articles/{number}`, `GET /depots`, `POST /reservations`.
#[derive(Clone, Debug, Default)]
pub struct Stock {
    reservations: Arc<Mutex<Vec<Value>>>,
}

impl FakeApi for Stock {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/depots") => Answer::json(200, &depots()),
            (&Method::POST, "/reservations") => self.reserve(request),
            (&Method::GET, path) => match path.strip_prefix("/articles/").and_then(article) {
                Some(article) => Answer::json(200, &article),
                None => error(404, "there is no such article"),
            },
            _ => error(404, "there is nothing here"),
        }
    }
}

impl Stock {
    /// Returns the bodies of the reservations so far.
    pub fn reservations(&self) -> Vec<Value> {
        self.reserved().clone()
    }

    fn reserved(&self) -> MutexGuard<'_, Vec<Value>> {
        self.reservations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reserve(&self, request: &Request<Bytes>) -> Answer {
        let body = request::json(request).unwrap_or_default();
        let is_known = body["article"].as_str().and_then(article).is_some();
        let has_quantity = body["quantity"].as_u64().is_some_and(|quantity| quantity > 0);
        if !is_known || !has_quantity {
            return error(400, "article and quantity are required");
        }
        let mut reserved = self.reserved();
        reserved.push(body);
        Answer::json(201, &json!({"id": format!("r-{}", reserved.len())}))
    }
}

/// The fake payments: `POST /charges`, with a bearer token. A request with the `Idempotency-Key` of an earlier one is that one again.
#[derive(Clone, Debug)]
pub struct Payments {
    /// The token that callers send.
    pub token: String,
    /// How many responses get lost on their way: the charge is made, and the caller sees a bad gateway.
    pub lost: Arc<AtomicUsize>,
    charges: Arc<Mutex<Vec<Charge>>>,
}

/// A charge, with the key by which a repeated request for it is recognized.
#[derive(Clone, Debug)]
struct Charge {
    key: Option<HeaderValue>,
    body: Value,
}

impl Default for Payments {
    fn default() -> Self {
        Self {
            token: "example-payments-token".to_owned(),
            lost: Arc::default(),
            charges: Arc::default(),
        }
    }
}

impl FakeApi for Payments {
    fn answer(&self, request: &Request<Bytes>) -> Answer {
        if (request.method(), request.uri().path()) != (&Method::POST, "/charges") {
            return error(404, "there is nothing here");
        }
        if request::bearer(request) != Some(&self.token) {
            return error(401, "the token is not valid");
        }
        let body = request::json(request).unwrap_or_default();
        if !body["account"].is_string() || !body["amount"].is_number() || !body["reference"].is_string() {
            return error(400, "account, amount and reference are required");
        }
        let receipt = self.charge(request.headers().get("idempotency-key"), body);
        if self
            .lost
            .fetch_update(Relaxed, Relaxed, |lost| lost.checked_sub(1))
            .is_ok()
        {
            return error(502, "the response is lost");
        }
        Answer::json(201, &json!({"receipt": format!("c-{receipt}")}))
    }
}

impl Payments {
    /// Returns the bodies of the charges so far.
    pub fn charges(&self) -> Vec<Value> {
        let charges = self.charges.lock().unwrap_or_else(PoisonError::into_inner);
        charges.iter().map(|charge| charge.body.clone()).collect()
    }

    /// Makes a charge, unless it is made already, and returns its number.
    fn charge(&self, key: Option<&HeaderValue>, body: Value) -> usize {
        let mut charges = self.charges.lock().unwrap_or_else(PoisonError::into_inner);
        let known = key.and_then(|key| charges.iter().position(|charge| charge.key.as_ref() == Some(key)));
        if let Some(known) = known {
            return known + 1;
        }
        let key = key.cloned();
        charges.push(Charge { key, body });
        charges.len()
    }
}

fn article(number: &str) -> Option<Value> {
    let (name, amount, depot) = match number {
        "a-1" => ("Lamp", 12.5, "north"),
        "a-2" => ("Rope", 4.0, "south"),
        _ => return None,
    };
    let price = json!({"amount": amount, "currency": "EUR"});
    Some(json!({"number": number, "name": name, "price": price, "depot": depot}))
}

fn depots() -> Value {
    json!([
        {"code": "north", "city": "Kiel", "phone": "+49 431 1"},
        {"code": "south", "city": "Ulm", "phone": "+49 731 1"},
    ])
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"error": message}))
}

//! The products of an organization, in pages.

use serde_json::{Value, json};

/// The number of products of an organization.
const PRODUCTS: usize = 7;
/// The default page size, without `pageSize`.
const PAGE: usize = 3;

/// Returns the page of a query; `None` if the query is invalid.
pub(super) fn page(query: &[(String, String)]) -> Option<Value> {
    let (mut size, mut start) = (PAGE, 0);
    for (name, value) in query {
        match name.as_str() {
            "pageSize" => size = value.parse().ok().filter(|size| (1..=100).contains(size))?,
            "nextToken" => start = position(value)?,
            _ => {}
        }
    }
    let end = (start + size).min(PRODUCTS);
    let products: Vec<Value> = (start..end)
        .map(|index| json!({"id": format!("product-{index}"), "name": format!("Product {index}")}))
        .collect();
    Some(json!({"data": products, "nextToken": (end < PRODUCTS).then(|| format!("from-{end}"))}))
}

/// Returns the start of the page of a `nextToken`.
fn position(token: &str) -> Option<usize> {
    token
        .strip_prefix("from-")?
        .parse()
        .ok()
        .filter(|start| *start < PRODUCTS)
}

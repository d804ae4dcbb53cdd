//! The products of an organization, page by page.

use serde_json::{Value, json};

/// How many products every organization has.
const PRODUCTS: usize = 7;
/// How many of them a page holds, unless `pageSize` says otherwise.
const PAGE: usize = 3;

/// The page that the query asks for; nothing if it makes no sense.
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

/// Where the page begins that a `nextToken` stands for.
fn position(token: &str) -> Option<usize> {
    token
        .strip_prefix("from-")?
        .parse()
        .ok()
        .filter(|start| *start < PRODUCTS)
}

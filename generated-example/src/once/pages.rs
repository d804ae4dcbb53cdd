//! Pages of the adapters that have no operations: skills, and control.

use std::net::SocketAddr;

use crate::Error;
use crate::table;

/// A page, and what it must show.
struct Page {
    adapter: &'static str,
    path: &'static str,
    shows: &'static str,
}

const PAGES: [Page; 6] = [
    Page {
        adapter: "orders-skills",
        path: "/skills",
        shows: r#""name":"ordering""#,
    },
    Page {
        adapter: "orders-skills",
        path: "/skills/ordering/contents/SKILL.md",
        shows: r#"name: "ordering""#,
    },
    Page {
        adapter: "control",
        path: "/health/ready",
        shows: r#""status":"UP""#,
    },
    Page {
        adapter: "control",
        path: "/status",
        shows: r#""display":"Orders""#,
    },
    Page {
        adapter: "control",
        path: "/metrics",
        shows: r#"naftiko_request_total{adapter_type="mcp",operation_id="place-order",status="OK"} 1"#,
    },
    Page {
        adapter: "control",
        path: "/traces?operation=place-order",
        shows: r#""operation":"place-order","#,
    },
];

/// The pages that were read.
#[derive(Debug)]
pub struct Pages(Vec<Row>);

#[derive(Debug)]
struct Row {
    cells: [String; 5],
    good: bool,
}

impl Pages {
    /// Returns whether every page shows what it must.
    pub fn all_good(&self) -> bool {
        self.0.iter().all(|row| row.good)
    }

    /// Returns a table with a line for each page.
    pub fn table(&self) -> String {
        let headings = ["adapter", "page", "status", "", "shows"].map(str::to_owned);
        let rows = self.0.iter().map(|row| row.cells.clone());
        table::render(&std::iter::once(headings).chain(rows).collect::<Vec<_>>())
    }
}

/// Reads every page. `address` returns the address of an adapter by its namespace.
///
/// # Errors
///
/// When the HTTP client cannot be built. A page that cannot be read is a result, not an error.
pub async fn read(address: impl Fn(&str) -> Option<SocketAddr>) -> Result<Pages, reqwest::Error> {
    let http = crate::http::client()?;
    let mut rows = Vec::new();
    for page in &PAGES {
        let answer = read_one(&http, address(page.adapter), page).await;
        let (status, good) = match answer {
            Ok((status, text)) => (status, text.contains(page.shows)),
            Err(error) => (error.to_string(), false),
        };
        let good_or_bad = if good { "good" } else { "BAD" };
        let cells = [page.adapter, page.path, &status, good_or_bad, page.shows].map(str::to_owned);
        rows.push(Row { cells, good });
    }
    Ok(Pages(rows))
}

async fn read_one(
    http: &reqwest::Client,
    address: Option<SocketAddr>,
    page: &Page,
) -> Result<(String, String), Error> {
    let address = address.ok_or("the adapter is not served")?;
    let response = http.get(format!("http://{address}{}", page.path)).send().await?;
    Ok((response.status().as_str().to_owned(), response.text().await?))
}

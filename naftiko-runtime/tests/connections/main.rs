//! Tests of connections: TLS and proxies, against servers on the loopback interface.

#![cfg(all(feature = "client", feature = "tls"))]

mod certificates;
mod proxies;
mod servers;
mod tls;

use naftiko::client::{Api, Config, HttpClient, Operation, Piece, Retry, Variables, build_clients};
use naftiko::http::Method;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

static API: Api = Api::new("test", &[Piece::Text("https://api.test")]);
static GET: Operation = Operation::new("test.get", Method::GET, &[Piece::Text("/x")]);

fn client(base_uri: &str, config: Config) -> Outcome<HttpClient> {
    let config = config.base_uri(base_uri).retry(Retry::none());
    let [client] = build_clients([(&API, config)], &Variables::default())?;
    Ok(client)
}

//! REST adapters on axum: routes, requests, replies.
//!
//! A handler is an axum handler: `async fn(State<S>, Request) -> Result<Reply, Problem>`. [`Routes`] maps methods and
//! paths to handlers and builds a [`Service`], which also handles `HEAD`, `OPTIONS`, unknown
//! methods and unknown paths.

mod accept;
mod document;
mod links;
mod pages;
mod pattern;
mod problem;
mod reply;
mod request;
mod routes;
mod service;
mod table;

pub use links::Link;
pub use problem::Problem;
pub use reply::Reply;
pub use request::Request;
pub use routes::Routes;
pub use service::Service;

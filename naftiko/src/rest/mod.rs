//! Capabilities as REST APIs on axum: routes, what a handler gets, and what it answers.
//!
//! A handler is an axum handler: `async fn(State<S>, Request) -> Result<Reply, Problem>`. [`Routes`]
//! collects handlers by method and path and makes a [`Router`](crate::axum::Router) of them, which answers
//! `HEAD`, `OPTIONS`, wrong methods and wrong paths by itself.

mod accept;
mod document;
mod pattern;
mod problem;
mod reply;
mod request;
mod routes;
mod table;
mod unserved;

pub(crate) use document::page_file;
pub use problem::Problem;
pub use reply::Reply;
pub use request::Request;
pub use routes::Routes;

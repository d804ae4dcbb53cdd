//! The routes of a skill adapter.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use bytes::Bytes;
use http::header::{CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, StatusCode};

use super::Skill;
use super::catalog::{Catalog, Entry, MAIN};
use crate::percent;
use crate::problem::title;
use crate::rest::{Problem, Reply, Request, Routes, Service};

const JSON: &str = "application/json";
const ZIP: &str = "application/zip";

type Result = std::result::Result<Reply, Problem>;

/// Returns the router of a skill adapter: `/skills` with the descriptions and the files of each skill, and
/// `/.well-known/agent-skills/index.json`, by which clients find them.
pub fn router(skills: &[&'static Skill]) -> Router {
    routes().into_router(Arc::new(Catalog::new(skills)))
}

/// Returns what a skill adapter serves, see [`router`].
pub(crate) fn service(skills: &[&'static Skill]) -> Service {
    routes().into_service(Arc::new(Catalog::new(skills)))
}

fn routes() -> Routes<Arc<Catalog>> {
    let get = Method::GET;
    Routes::new()
        .route_producing(get.clone(), "/skills", JSON, list)
        .route_producing(get.clone(), "/skills/{name}", JSON, detail)
        .route_producing(get.clone(), "/skills/{name}/download", ZIP, download)
        .route_producing(get.clone(), "/skills/{name}/contents", JSON, contents)
        .route(get.clone(), "/skills/{name}/contents/{*file}", file)
        .route_producing(get.clone(), "/.well-known/agent-skills/index.json", JSON, index)
        .route_producing(get.clone(), "/.well-known/agent-skills/{name}.zip", ZIP, download)
        .route(get, "/.well-known/agent-skills/{name}/SKILL.md", main_file)
}

async fn list(State(catalog): State<Arc<Catalog>>, _: Request) -> Result {
    Ok(reply(JSON, catalog.list.clone()))
}

async fn index(State(catalog): State<Arc<Catalog>>, _: Request) -> Result {
    Ok(reply(JSON, catalog.index.clone()))
}

async fn detail(State(catalog): State<Arc<Catalog>>, request: Request) -> Result {
    let entry = entry(&catalog, &request)?;
    Ok(reply(JSON, Bytes::from_static(entry.skill.detail.as_bytes())))
}

async fn download(State(catalog): State<Arc<Catalog>>, request: Request) -> Result {
    Ok(reply(ZIP, entry(&catalog, &request)?.archive.clone()))
}

async fn contents(State(catalog): State<Arc<Catalog>>, request: Request) -> Result {
    Ok(reply(JSON, entry(&catalog, &request)?.contents()))
}

async fn file(State(catalog): State<Arc<Catalog>>, request: Request) -> Result {
    let entry = entry(&catalog, &request)?;
    let path = decoded(request.path("file").unwrap_or_default());
    served(entry, path.as_deref().unwrap_or_default())
}

async fn main_file(State(catalog): State<Arc<Catalog>>, request: Request) -> Result {
    served(entry(&catalog, &request)?, MAIN)
}

/// Returns the skill with the name in the path.
fn entry<'c>(catalog: &'c Catalog, request: &Request) -> std::result::Result<&'c Entry, Problem> {
    let name = request.path("name").unwrap_or_default();
    catalog
        .entry(name)
        .ok_or_else(|| not_found("No skill has this name."))
}

fn served(entry: &Entry, path: &str) -> Result {
    let file = entry.skill.file(path);
    let file = file.ok_or_else(|| not_found("The skill has no file at this path."))?;
    let reply = reply(file.media_type(), Bytes::from_static(file.bytes));
    // A browser shows a page of a skill without scripts, since it is not a page of the adapter.
    let policy = HeaderValue::from_static("sandbox; default-src 'none'");
    Ok(reply.header(CONTENT_SECURITY_POLICY, policy))
}

/// Returns the path of a file; `None` if it is not UTF-8. An encoded slash does not separate parts, and no file has one in its name.
fn decoded(raw: &str) -> Option<String> {
    let parts = raw.split('/').map(|part| {
        let part = percent::decode(part)?;
        (!part.contains('/')).then_some(part)
    });
    let parts: Option<Vec<_>> = parts.collect();
    Some(parts?.join("/"))
}

fn reply(content_type: &'static str, body: Bytes) -> Reply {
    Reply::new(StatusCode::OK)
        .with_body(content_type, body)
        .header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
}

fn not_found(detail: &'static str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, title(StatusCode::NOT_FOUND), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_decoded_part_by_part() {
        assert_eq!(decoded("a%20b/%C3%BC.md").as_deref(), Some("a b/\u{fc}.md"));
        assert_eq!(decoded("a%2Fb"), None);
        assert_eq!(decoded("%FF"), None);
        assert_eq!(decoded("%2e%2e/x").as_deref(), Some("../x"));
    }
}

//! Tests of downloads of any size, uploads, and the structure of bodies.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use naftiko::client::{Body as Sent, ErrorKind, Upload};
use naftiko::mcp::ToolError;
use naftiko::value::Json;
use serde_json::json;

use super::gallery::Capability;
use super::gallery::client::{AddPictureParams, PutTextParams};
use super::gallery::mcp::{GetPictureInput, GetReportInput, GetSongInput, Tools};
use super::gallery::{mcp, rest};
use super::http;

type Seen = Arc<Mutex<Vec<(String, Bytes)>>>;

struct Upstream {
    uri: String,
    seen: Seen,
}

impl Upstream {
    async fn start() -> Self {
        let seen = Seen::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&seen));
        let uri = serve(router).await;
        Self { uri, seen }
    }

    fn capability(&self) -> Capability {
        Capability::builder()
            .variable("GALLERY_OWNER", "ada")
            .gallery(|api| api.base_uri(&self.uri))
            .build()
            .unwrap()
    }

    /// Returns content type and body of the only request.
    fn only(&self) -> (String, String) {
        let seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1);
        let (media_type, body) = seen[0].clone();
        (media_type, String::from_utf8(body.to_vec()).unwrap())
    }
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    uri
}

/// Returns an image of `size` bytes without its length.
fn endless(size: usize) -> Body {
    let piece = Bytes::from(vec![0xff; 64 * 1024]);
    let pieces = size.div_ceil(piece.len());
    let stream = futures(pieces, move |_| Ok::<_, std::io::Error>(piece.clone()));
    Body::from_stream(stream)
}

async fn answer(State(seen): State<Seen>, request: Request<Body>) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if parts.method == "POST" {
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let media_type = header(&parts.headers, "content-type").to_owned();
        seen.lock().unwrap().push((media_type, body));
        return StatusCode::NO_CONTENT.into_response();
    }
    let png = [("content-type", "image/png")];
    match path.as_str() {
        "/pictures/p" => (png, [("etag", "\"1\"")], vec![0x89, 0x50, 0xff]).into_response(),
        "/pictures/unknown" => vec![0xff, 0x00].into_response(),
        "/pictures/large" => (png, vec![7; 3000]).into_response(),
        "/pictures/unannounced" => (png, endless(256 * 1024)).into_response(),
        "/pictures/huge" => (png, endless(64 << 20)).into_response(),
        "/pictures/w" => vec![4, b'a', b'b', 2, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0].into_response(),
        "/pictures/d" => DETAILS.into_response(),
        "/pictures/damaged" => DETAILS[..8].to_vec().into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `sea`, 640 by 480, with the colours 1 and 300.
const DETAILS: &[u8] = &[
    0x0a, 3, b's', b'e', b'a', 0x12, 6, 0x08, 0x80, 0x05, 0x10, 0xe0, 0x03, 0x1a, 3, 1, 0xac, 0x02,
];

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn download_is_streamed() {
    let upstream = Upstream::start().await;
    let mut picture = upstream.capability().gallery().get_picture("huge").await.unwrap();
    assert_eq!((picture.media_type(), picture.length()), ("image/png", None));
    let (mut size, mut largest) = (0, 0);
    while let Some(piece) = picture.chunk().await.unwrap() {
        size += piece.len();
        largest = largest.max(piece.len());
    }
    assert_eq!(size, 64 << 20);
    assert!(largest <= 1 << 20, "{largest}");
}

#[tokio::test]
async fn media_type_and_limit_of_the_spec_apply() {
    let upstream = Upstream::start().await;
    let capability = upstream.capability();
    let song = capability.gallery().get_song("unknown").await.unwrap();
    assert_eq!(song.media_type(), "audio/mpeg");
    let error = capability.gallery().get_report("large").await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooLarge { limit: 1024 }),
        "{error}"
    );
    let mut report = capability.gallery().get_report("unannounced").await.unwrap();
    let error = report.bytes().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::TooLarge { limit: 1024 }),
        "{error}"
    );
    let error = capability.gallery().get_picture("missing").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test]
async fn rest_adapter_streams_the_response() {
    let upstream = Upstream::start().await;
    let uri = serve(rest::router(upstream.capability())).await;
    let get = |path: &str| http().get(format!("{uri}{path}")).send();
    for (path, media_type, body) in [
        ("/pictures/p", "image/png", &[0x89, 0x50, 0xff][..]),
        ("/pictures/unknown", "application/octet-stream", &[0xff, 0x00]),
        ("/songs/unknown", "audio/mpeg", &[0xff, 0x00]),
        ("/reports/p", "application/pdf", &[0x89, 0x50, 0xff]),
    ] {
        let response = get(path).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(response.headers(), "content-type"), media_type, "{path}");
        assert_eq!(
            header(response.headers(), "content-length"),
            body.len().to_string(),
            "{path}"
        );
        assert_eq!(response.bytes().await.unwrap(), body, "{path}");
    }
    let picture = get("/pictures/p").await.unwrap();
    assert_eq!(header(picture.headers(), "etag"), "\"1\"");
    // A response beyond the limit is rejected before it is sent, or aborted.
    assert_eq!(get("/pictures/large").await.unwrap().status(), 502);
    let broken = async { get("/pictures/unannounced").await?.bytes().await };
    assert!(broken.await.is_err());
    assert_eq!(get("/pictures/missing").await.unwrap().status(), 404);
}

#[tokio::test]
async fn tools_return_images_audio_and_files() {
    struct Mine(Capability);
    impl Tools for Mine {
        fn capability(&self) -> &Capability {
            &self.0
        }
    }
    let upstream = Upstream::start().await;
    let tools = Mine(upstream.capability());
    let id = |id: &str| id.to_owned();
    let picture = tools.get_picture(GetPictureInput { id: id("p") }).await.unwrap();
    assert_eq!((picture.media_type(), picture.bytes().len()), ("image/png", 3));
    let song = tools.get_song(GetSongInput { id: id("unknown") }).await.unwrap();
    assert_eq!(song.media_type(), "audio/mpeg");
    let error: ToolError = tools
        .get_report(GetReportInput { id: id("large") })
        .await
        .unwrap_err();
    assert!(error.to_string().contains("1024"), "{error}");
    let _ = mcp::server(tools);
}

#[tokio::test]
async fn avro_response_is_read_with_its_schema_file() {
    let upstream = Upstream::start().await;
    let weights = upstream.capability().gallery().get_weights("w").await.unwrap();
    let weights = weights.value().unwrap();
    assert_eq!(
        (weights.name.as_str(), weights.first.to_string()),
        ("ab", "1.5".to_owned())
    );
}

#[tokio::test]
async fn protobuf_response_is_read_with_its_schema_file() {
    let upstream = Upstream::start().await;
    let capability = upstream.capability();
    let details = capability.gallery().get_details("d").await.unwrap();
    let details = details.value().unwrap();
    assert_eq!((details.title.as_str(), details.width), ("sea", 640));
    assert_eq!(details.palette, json!([1, 300]));
    let damaged = capability.gallery().get_details("damaged").await.unwrap();
    assert!(damaged.value().is_err());
}

#[tokio::test]
async fn binary_formats_are_json_for_callers() {
    let upstream = Upstream::start().await;
    let uri = serve(rest::router(upstream.capability())).await;
    for (path, status, body) in [
        ("/details/d", 200, json!({"title": "sea", "width": 640})),
        ("/weights/w", 200, json!(1.5)),
    ] {
        let response = http().get(format!("{uri}{path}")).send().await.unwrap();
        assert_eq!(
            (
                response.status().as_u16(),
                header(response.headers(), "content-type")
            ),
            (status, "application/json"),
            "{path}"
        );
        assert_eq!(
            response.json::<serde_json::Value>().await.unwrap(),
            body,
            "{path}"
        );
    }
    // An invalid message is an error of the API.
    assert_eq!(
        http()
            .get(format!("{uri}/details/damaged"))
            .send()
            .await
            .unwrap()
            .status(),
        502
    );
}

/// Returns the parts of a form: the lines before the content, and the content.
fn parts((media_type, body): &(String, String)) -> Vec<(String, String)> {
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let boundary = format!("--{boundary}");
    let parts = body.split(&boundary).skip(1);
    let parts = parts.filter_map(|part| {
        part.strip_prefix("\r\n")?
            .strip_suffix("\r\n")?
            .split_once("\r\n\r\n")
    });
    parts
        .map(|(head, content)| (head.to_owned(), content.to_owned()))
        .collect()
}

#[tokio::test]
async fn multipart_form_streams_fields_and_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cat.png");
    std::fs::write(&path, "a picture").unwrap();
    let stream = Sent::from_stream(futures(3, |index| {
        Ok::<_, std::io::Error>(format!("{index};").into())
    }));
    let uploads = [
        (Upload::file(&path).await.unwrap(), "cat.png", "a picture"),
        (Upload::stream(stream).file_name("s\".png"), "s%22.png", "0;1;2;"),
        (Upload::from("bytes"), "picture", "bytes"),
    ];
    for (upload, file_name, content) in uploads {
        let upstream = Upstream::start().await;
        let params = AddPictureParams {
            title: Some("sea\r\n--x".into()),
            tags: json!(["a", "\""]).into(),
            picture: Some(upload.clone()),
            file_name: None,
        };
        upstream
            .capability()
            .gallery()
            .add_picture(&params)
            .await
            .unwrap();
        let disposition = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
        assert_eq!(
            parts(&upstream.only()),
            [
                (disposition("owner"), "ada".to_owned()),
                (disposition("title"), "The sea\r\n--x".to_owned()),
                (
                    format!("{}\r\nContent-Type: application/json", disposition("tags")),
                    r#"["a","\""]"#.to_owned()
                ),
                (
                    format!(
                        "{}; filename=\"{file_name}\"\r\nContent-Type: image/png",
                        disposition("picture")
                    ),
                    content.to_owned()
                ),
            ]
        );
        let again = upstream.capability().gallery().add_picture(&params).await;
        assert_eq!(
            again.is_err(),
            file_name.starts_with("s%"),
            "a stream is sent once"
        );
    }
}

#[tokio::test]
async fn multipart_form_omits_missing_inputs() {
    let upstream = Upstream::start().await;
    let uri = serve(rest::router(upstream.capability())).await;
    let body = json!({"title": "sea", "picture": "text", "file_name": "t.txt"});
    let response = http()
        .post(format!("{uri}/pictures"))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    let heads: Vec<String> = parts(&upstream.only())
        .into_iter()
        .map(|(head, _)| head)
        .collect();
    assert_eq!(heads.len(), 3, "{heads:?}");
    assert!(heads[2].contains("filename=\"t.txt\""), "{heads:?}");
}

const HOSTILE: &str = "\"'></note><x a=\"&{{GALLERY_OWNER}}\\\n} ; DROP ALL #";

#[tokio::test]
async fn value_cannot_change_the_structure_of_a_body() {
    let upstream = Upstream::start().await;
    let capability = upstream.capability();
    let gallery = capability.gallery();
    macro_rules! sent {
        ($call:expr) => {{
            $call.await.unwrap();
            let (media_type, body) = upstream.seen.lock().unwrap().pop().unwrap();
            (media_type, String::from_utf8(body.to_vec()).unwrap())
        }};
    }
    let hostile = Json::from(HOSTILE);
    let (media_type, xml) = sent!(gallery.put_xml(&super::gallery::client::PutXmlParams {
        title: Some(hostile.clone()),
        note: Some(hostile.clone()),
    }));
    assert_eq!(media_type, "application/xml");
    assert_eq!(
        (xml.matches('<').count(), xml.matches('"').count()),
        (4, 2),
        "{xml}"
    );

    let text = sent!(gallery.put_text(&PutTextParams {
        text: Some("a".into()),
        note: Some(hostile.clone()),
    }));
    assert_eq!(text, ("text/plain".to_owned(), format!("a: {HOSTILE}")));

    let (media_type, sparql) = sent!(gallery.put_sparql(&super::gallery::client::PutSparqlParams {
        id: Some(hostile.clone()),
        title: Some(hostile.clone()),
        size: Some(hostile.clone()),
    }));
    assert_eq!(media_type, "application/sparql-query");
    // Without escaped characters, there is one literal, and one IRI before it.
    let quotes = sparql.replace("\\\\", "").replace("\\\"", "");
    let [before, literal, after] = quotes.split('"').collect::<Vec<_>>()[..] else {
        panic!("{sparql}")
    };
    assert!(literal.contains("DROP ALL"), "{sparql}");
    assert_eq!(
        (before.matches('>').count(), after.matches(['>', '}']).count()),
        (1, 1),
        "{sparql}"
    );
    assert!(!sparql.contains('\n') && sparql.ends_with(" }"), "{sparql}");

    let (_, raw) = sent!(gallery.put_raw(&super::gallery::client::PutRawParams {
        title: hostile.clone().into(),
        size: json!({"w": 1}).into(),
    }));
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&raw).unwrap(),
        json!({"title": HOSTILE, "size": {"w": 1}, "note": format!("for {HOSTILE}")})
    );
    // A body that is not valid JSON by itself is filled as JSON too.
    let (media_type, loose) = sent!(gallery.put_loose(&super::gallery::client::PutLooseParams {
        title: Some(hostile.clone()),
        size: Some(hostile.clone()),
    }));
    assert_eq!(media_type, "application/json");
    let strict = loose.strip_suffix(",]").unwrap().to_owned() + "]";
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&strict).unwrap(),
        json!([{"title": HOSTILE, "size": HOSTILE}])
    );
    let (media_type, form) = sent!(gallery.put_form(&super::gallery::client::PutFormParams {
        title: Some("x&kind=b".into()),
    }));
    assert_eq!(media_type, "application/x-www-form-urlencoded");
    assert_eq!(form, "kind=a%26b&title=x%26kind%3Db");
}

/// Returns a stream of a number of chunks.
fn futures<T>(
    pieces: usize,
    piece: impl FnMut(usize) -> T + Send + 'static,
) -> impl futures_util::Stream<Item = T> + Send + 'static {
    futures_util::stream::iter((0..pieces).map(piece))
}

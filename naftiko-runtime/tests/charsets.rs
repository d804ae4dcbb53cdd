//! Tests of charsets and byte order marks, by the tables of `docs/formats.md`.

#![cfg(all(
    feature = "client",
    feature = "csv",
    feature = "html",
    feature = "markdown",
    feature = "mcp",
    feature = "xml",
    feature = "yaml"
))]

mod loopback;

use loopback::{Failure, http, serve, table};
use naftiko::client::{
    Api, Config, Error, ErrorKind, FakeResponse, FakeTransport, HttpClient, Operation, Piece, Response,
    Variables, build_clients,
};
use naftiko::format::Format;
use naftiko::http::{HeaderMap, HeaderValue, Method};
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{Blob, Content, Dispatch, Server, Tool, ToolFuture, tool_result};
use naftiko::value::{Json, JsonCursor};
use naftiko::{Bytes, Value};
use serde_json::json;

type Outcome = Result<(), Failure>;

/// A text that each charset of the tables has in other bytes.
const TEXT: &str = "é€";

static API: Api = Api::new("test", &[Piece::Text("https://api.test")]);
static JSON: Operation = Operation::new("test.json", Method::GET, &[]);
static XML: Operation = Operation::new("test.xml", Method::GET, &[]).format(Format::Xml);
static CSV: Operation = Operation::new("test.csv", Method::GET, &[]).format(Format::Csv);
static YAML: Operation = Operation::new("test.yaml", Method::GET, &[]).format(Format::Yaml);
static HTML: Operation = Operation::new("test.html", Method::GET, &[]).format(Format::Html);
static MARKDOWN: Operation = Operation::new("test.markdown", Method::GET, &[]).format(Format::Markdown);
static TOOLS: [Tool; 1] = [loopback::tool("echo", "")];

/// Returns the texts of the table, each with its byte order marks, and whether its charset and a name in it count.
fn places() -> Result<Vec<[String; 4]>, Failure> {
    table("formats.md", "text")
}

fn client(body: Vec<u8>, content_type: &str) -> Result<HttpClient, Failure> {
    let content_type = content_type.to_owned();
    let api = FakeTransport::new(move |_| {
        FakeResponse::body(200, Bytes::from(body.clone())).header("content-type", &content_type)
    });
    let [client] = build_clients([(&API, Config::new().transport(api))], &Variables::default())?;
    Ok(client)
}

/// Returns the text that an operation reads.
async fn of_api(
    operation: &'static Operation,
    body: Vec<u8>,
    content_type: &str,
    find: fn(JsonCursor<'_>) -> JsonCursor<'_>,
) -> Result<String, Failure> {
    let response: Response<Json> = client(body, content_type)?.call(operation).send().await?;
    let read = response.map(|at| find(at).string())?;
    // Every way of reading agrees.
    assert_eq!(response.select(find)?.at().string()?, read);
    assert_eq!(find(response.json()?.at()).string()?, read);
    assert_eq!(find(response.value()?.at()).string()?, read);
    assert_eq!(
        find(response.clone().converted().await?.value()?.at()).string()?,
        read
    );
    Ok(read)
}

fn inputs(body: Vec<u8>, content_type: &str) -> Result<Inputs, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_str(content_type)?);
    Ok(Inputs::from_request(Vec::new(), None, headers, body.into()))
}

/// A tool that returns the argument `t`.
#[derive(Clone)]
struct Echo;

impl Dispatch for Echo {
    fn call<'a>(&'a self, _: &str, mut inputs: Inputs) -> Option<ToolFuture<'a>> {
        let text = inputs.string(ParameterIn::Field("t"));
        Some(Box::pin(async move { tool_result(text) }))
    }
}

async fn message(body: Vec<u8>, content_type: &str) -> Result<reqwest::Response, Failure> {
    let url = serve(Server::new(&loopback::INFO, &TOOLS, Echo).router()).await?;
    let request = http()
        .post(url)
        .header("content-type", content_type)
        .header("accept", "application/json, text/event-stream");
    Ok(request.body(body).send().await?)
}

async fn string(body: Vec<u8>, content_type: &str) -> Result<String, Failure> {
    let response: Response<String> = client(body.clone(), content_type)?.call(&JSON).send().await?;
    // Bytes are untouched.
    let bytes: Response<Bytes> = client(body.clone(), content_type)?.call(&JSON).send().await?;
    assert_eq!(
        (bytes.value()?, response.bytes()),
        (Bytes::from(body.clone()), &Bytes::from(body))
    );
    Ok(response.value()?)
}

async fn called(body: Vec<u8>, content_type: &str) -> Result<String, Failure> {
    let answer: Value = serde_json::from_str(&message(body, content_type).await?.text().await?)?;
    let text = answer["result"]["content"][0]["text"].as_str();
    Ok(text.unwrap_or_default().to_owned())
}

fn resource(body: Vec<u8>, content_type: &str) -> String {
    let content = Content::from(Blob::new(content_type, body));
    let is_read = content == Content::from(TEXT).with_mime_type(content_type);
    if is_read { TEXT } else { "a blob" }.to_owned()
}

/// Returns the text that a row of the table reads; `None` for rows of other tests.
async fn read(
    row: &str,
    encode: &dyn Fn(&str) -> Vec<u8>,
    parameter: &str,
) -> Option<Result<String, Failure>> {
    let json = format!("application/json{parameter}");
    let other = format!("text/plain{parameter}");
    let object = encode(r#"{"t": "é€"}"#);
    let call = r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "echo", "arguments": {"t": "é€"}}}"#;
    Some(match row {
        "JSON of an API" => of_api(&JSON, object, &json, |at| at.key("t")).await,
        "XML" => of_api(&XML, encode("<r><t>é€</t></r>"), &other, |at| at.key("t")).await,
        "CSV, TSV and PSV" => of_api(&CSV, encode("t\né€\n"), &other, |at| at.index(0).key("t")).await,
        "YAML" => of_api(&YAML, encode("t: é€\n"), &other, |at| at.key("t")).await,
        "HTML" => {
            let page = encode("<table><tr><th>t<tr><td>é€</table>");
            of_api(&HTML, page, &other, |at| {
                at.key("tables").index(0).index(0).key("t")
            })
            .await
        }
        "Markdown" => {
            of_api(&MARKDOWN, encode("# é€\n"), &other, |at| {
                at.key("sections").index(0).key("heading")
            })
            .await
        }
        "`String` of a response" => string(encode(TEXT), &other).await,
        "JSON of a caller" => inputs(object, &json).map(|mut inputs| inputs.string(ParameterIn::Field("t"))),
        "text of a caller" => inputs(encode(TEXT), &other).map(|mut inputs| inputs.string(ParameterIn::Body)),
        "message over HTTP (MCP)" => called(encode(call), &json).await,
        "text of a resource (MCP)" => Ok(resource(encode(TEXT), &other)),
        _ => return None,
    })
}

/// Returns a function that encodes text with these bytes for `é€`. What is around them is ASCII.
fn encoder(charset: &str, bytes: &str) -> Result<impl Fn(&str) -> Vec<u8> + use<>, Failure> {
    let own: Vec<u8> = bytes
        .trim_matches('`')
        .split(' ')
        .map(|byte| u8::from_str_radix(byte, 16))
        .collect::<Result<_, _>>()?;
    let pad: fn(u8) -> Vec<u8> = match charset {
        "utf-16le" => |byte| vec![byte, 0],
        "utf-16be" => |byte| vec![0, byte],
        _ => |byte| vec![byte],
    };
    Ok(move |text: &str| {
        let (before, after) = text.split_once(TEXT).unwrap_or((text, ""));
        let [before, after] = [before, after].map(|text| text.bytes().flat_map(pad).collect::<Vec<u8>>());
        [before, own.clone(), after].concat()
    })
}

#[tokio::test]
async fn charsets_of_the_table_are_read_everywhere() -> Outcome {
    let (charsets, places) = (table::<3>("formats.md", "charset")?, places()?);
    assert!(charsets.len() > 8 && places.len() > 10);
    for [charset, feature, bytes] in charsets {
        let charset = charset.trim_matches('`');
        let is_known = feature == "–" || cfg!(feature = "charsets");
        let encode = encoder(charset, &bytes)?;
        for place in &places {
            let parameter = format!("; charset={}", charset.to_uppercase());
            let Some(read) = read(&place[0], &encode, &parameter).await else {
                assert_eq!(place[2], "–", "{}", place[0]);
                continue;
            };
            assert_eq!(place[2], "yes");
            match read {
                Ok(read) => assert_eq!(read == TEXT, is_known, "{} in {charset}: {read}", place[0]),
                Err(error) => assert!(!is_known, "{} in {charset}: {error}", place[0]),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn byte_order_marks_of_the_table_are_read_everywhere() -> Outcome {
    let marks = [
        ("utf-8", "c3 a9 e2 82 ac", &b"\xef\xbb\xbf"[..]),
        ("utf-16le", "e9 00 ac 20", b"\xff\xfe"),
        ("utf-16be", "00 e9 20 ac", b"\xfe\xff"),
    ];
    for place in places()? {
        for (charset, bytes, mark) in marks {
            let encode = encoder(charset, bytes)?;
            let marked = |text: &str| [mark, &encode(text)].concat();
            // The mark takes precedence.
            for parameter in ["", "; charset=iso-8859-1"] {
                let Some(read) = read(&place[0], &marked, parameter).await else {
                    assert_eq!(place[1], "UTF-8", "{}", place[0]);
                    continue;
                };
                assert_eq!(place[1], "UTF-8, UTF-16");
                assert_eq!(read?, TEXT, "{} in {charset}", place[0]);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn charset_in_the_text_is_used_unless_the_content_type_has_one() -> Outcome {
    let xml = b"<?xml version='1.0' encoding = 'ISO-8859-1'?><r><t>\xe9\x80</t></r>".to_vec();
    let find: fn(JsonCursor<'_>) -> JsonCursor<'_> = |at| at.key("t");
    assert_eq!(of_api(&XML, xml.clone(), "text/xml", find).await?, TEXT);
    let utf8 = "<?xml version='1.0' encoding='ISO-8859-1'?><r><t>é€</t></r>"
        .as_bytes()
        .to_vec();
    assert_eq!(of_api(&XML, utf8, "text/xml; charset=utf-8", find).await?, TEXT);
    let response: Response<String> = client(xml, "text/xml")?.call(&XML).send().await?;
    assert!(response.value()?.ends_with("<r><t>é€</t></r>"));
    let html = b"<meta charset=windows-1252><table><tr><th>t<tr><td>\xe9\x80</table>".to_vec();
    let find: fn(JsonCursor<'_>) -> JsonCursor<'_> = |at| at.key("tables").index(0).index(0).key("t");
    assert_eq!(of_api(&HTML, html, "text/html", find).await?, TEXT);
    Ok(())
}

#[tokio::test]
async fn unknown_charset_is_an_error_that_names_it() -> Outcome {
    for operation in [&JSON, &XML, &CSV] {
        let response: Response<Json> = client(b"[]".to_vec(), "text/x; charset=x-none")?
            .call(operation)
            .send()
            .await?;
        let errors = [
            response.value().err(),
            response.json().err(),
            response.select(|at| at).err(),
        ];
        for error in errors {
            let error = error.ok_or("it was read")?;
            assert_eq!(error.unknown_charset(), Some("x-none"));
            assert_eq!(
                error.to_string(),
                "expected text in a known charset at `$`, got the charset `x-none`"
            );
            assert!(matches!(Error::from(error).kind(), ErrorKind::Decode(_)));
        }
        assert_eq!(response.into_bytes(), "[]");
    }
    let mut inputs = inputs(b"{}".to_vec(), "application/json; charset=x-none")?;
    inputs.optional_string(ParameterIn::Field("t"));
    let invalid = inputs.finish().err().ok_or("it was read")?;
    assert!(invalid.is_unsupported_media_type(), "{invalid}");
    assert_eq!(
        invalid.to_string(),
        "body: the charset `x-none` is not supported; send UTF-8"
    );
    let refused = message(b"{}".to_vec(), "application/json; charset=x-none").await?;
    assert_eq!(refused.status(), 415);
    assert!(refused.text().await?.contains("the charset `x-none`"));
    Ok(())
}

#[tokio::test]
async fn error_of_an_api_is_read_in_its_charset() -> Outcome {
    let api = FakeTransport::new(|_| {
        let body = Bytes::from_static(b"{\"message\": \"caf\xe9\"}");
        FakeResponse::body(422, body).header("content-type", "application/json; charset=iso-8859-1")
    });
    let [client] = build_clients([(&API, Config::new().transport(api))], &Variables::default())?;
    let error = client
        .call(&JSON)
        .send::<Json>()
        .await
        .err()
        .ok_or("it succeeded")?;
    assert_eq!(error.body::<Value>(), Some(json!({"message": "café"})));
    Ok(())
}

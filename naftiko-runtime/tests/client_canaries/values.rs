//! No secrets in build errors, value errors and conversion errors.

use naftiko::Bytes;
use naftiko::client::{Authentication, Body, Config, FakeResponse, OAuth2Credentials, Part, build_clients};
use naftiko::value::{Argument, ArrayBuilder, Json, JsonCursor, ObjectBuilder};
use serde_json::json;

use super::authority::CANARY;
use super::doubles::Refusing;
use super::sink::Sink;
use super::{BEARER, KEYS, LITERAL, LITERAL_CALL, variables};

/// Checks build errors.
pub(crate) fn starts(sink: &Sink) {
    let torn = || format!("{CANARY}\u{7f}\n");
    for config in [
        Config::new().base_uri(format!("ftp://{CANARY}")),
        Config::new().base_uri(format!("http://{CANARY}@127.0.0.1:1")),
        Config::new().base_uri(format!("https://a.test/?{CANARY}")),
        Config::new().base_uri("http://a.test"),
        Config::new().base_uri("https://a.test").header("X-Key", torn()),
        Config::new().base_uri("https://a.test").bearer(torn()),
        Config::new().base_uri("https://a.test").basic("a:b", torn()),
        Config::new()
            .base_uri("https://a.test")
            .api_key_header("X-Key", torn()),
        Config::new()
            .base_uri("https://a.test")
            .api_key_cookie("sid", torn()),
        Config::new()
            .base_uri("https://a.test")
            .oauth2(OAuth2Credentials::client_credentials(
                format!("ftp://{CANARY}"),
                "id",
                CANARY,
            )),
        Config::new()
            .base_uri("https://a.test")
            .oauth2(OAuth2Credentials::client_credentials(
                format!("http://a.test/{CANARY}"),
                "id",
                CANARY,
            )),
    ] {
        match build_clients([(&BEARER, config)], &variables()) {
            Ok([client]) => sink.write(format_args!("{client:?}")),
            Err(error) => sink.write(format_args!("{error} {error:?}")),
        }
    }
}

/// Checks the `Debug` output of every public value that may hold a secret.
pub(crate) fn values(sink: &Sink) {
    let value = json!({"password": CANARY, "list": [CANARY]});
    let document = Json::from(&value);
    let at = JsonCursor::root(&document);
    sink.write(format_args!(
        "{at:?} {:?} {:?}",
        at.key("password"),
        at.key("password").number().err()
    ));
    sink.write(format_args!(
        "{:?}",
        ObjectBuilder::new().with("password", CANARY)
    ));
    sink.write(format_args!(
        "{:?} {:?}",
        ArrayBuilder::new().with(CANARY),
        Argument::from(CANARY)
    ));
    sink.write(format_args!("{:?}", Body::from(Bytes::from(CANARY))));
    sink.write(format_args!(
        "{:?} {:?}",
        Part::text("a", CANARY),
        Part::bytes("b", CANARY).file_name("c")
    ));
    sink.write(format_args!(
        "{:?}",
        FakeResponse::json(200, &value).header("set-cookie", CANARY)
    ));
    sink.write(format_args!("{KEYS:?} {LITERAL:?} {LITERAL_CALL:?}"));
    for authentication in [
        Authentication::bearer(CANARY),
        Authentication::basic("u", CANARY),
        Authentication::digest("u", CANARY),
        Authentication::api_key_header("h", CANARY).and(Authentication::api_key_query("q", CANARY)),
        Authentication::api_key_cookie("c", CANARY),
        Authentication::signer(Refusing),
    ] {
        let config = Config::new().authentication(authentication.clone());
        sink.write(format_args!("{authentication:?} {config:?}"));
    }
    #[cfg(all(feature = "rest", feature = "mcp"))]
    {
        let arguments = value.as_object().cloned().unwrap_or_default();
        sink.write(format_args!(
            "{:?}",
            naftiko::input::Inputs::from_arguments(arguments)
        ));
        sink.write(format_args!(
            "{:?}",
            naftiko::rest::Reply::json(naftiko::http::StatusCode::OK, value)
        ));
        sink.write(format_args!(
            "{:?}",
            naftiko::mcp::tool_result(CANARY.to_owned()).ok()
        ));
        for guard in [
            naftiko::guard::Guard::bearer(CANARY),
            naftiko::guard::Guard::basic(CANARY, CANARY),
            naftiko::guard::Guard::api_key_header("X Key", CANARY),
            naftiko::guard::Guard::api_key_query("key", CANARY),
        ] {
            sink.write(format_args!("{guard:?} {:?}", guard.configuration_error()));
        }
    }
}

/// Checks bodies that cannot be converted, with a secret at the invalid place.
#[cfg(all(feature = "csv", feature = "html", feature = "xml", feature = "yaml"))]
pub(crate) fn formats(sink: &Sink) {
    use naftiko::format::{Format, FormatLimits};

    let tight = FormatLimits {
        depth: 1,
        values: 1,
        columns: 1,
        text: 4,
        ..FormatLimits::default()
    };
    let bodies = [
        format!("<a x='{CANARY}'><{CANARY}>&{CANARY};</a>"),
        format!("<!DOCTYPE {CANARY}><a>{CANARY}</a>"),
        format!("{CANARY},b\n1,2,{CANARY}\n\"{CANARY}"),
        format!("{CANARY}: [*{CANARY}, !{CANARY} {{"),
        format!("---\n{CANARY}: {{\n---\n# {CANARY}\n|{CANARY}|\n|-|\n|{CANARY}|{CANARY}|\n"),
        format!("<table><tr><th>{CANARY}<td>{CANARY}</table>"),
        format!(
            "<!doctype {CANARY} public '{CANARY}' '{CANARY}'><!-- {CANARY} --><table class='a {CANARY}' {CANARY}=1>"
        ),
        format!(
            "<svg><{CANARY}></{CANARY}><![CDATA[{CANARY}]]></svg><script>{CANARY}</script><input value={CANARY}>"
        ),
        format!("\u{8}{CANARY}\u{2}{CANARY}"),
    ];
    for body in bodies
        .iter()
        .map(String::as_bytes)
        .chain([b"\xff canary-5d2e".as_slice()])
    {
        for format in [
            Format::Xml,
            Format::Csv,
            Format::Tsv,
            Format::Psv,
            Format::Yaml,
            Format::Html,
            Format::Markdown,
            Format::Avro,
            Format::Protobuf,
        ] {
            for limits in [&tight, &FormatLimits::default()] {
                for schema in [None, Some("table.a > tr:first-child, [value^=x]")] {
                    if let Err(error) = format.to_json(body, schema, limits) {
                        sink.write(format_args!("{error} {error:?}"));
                    }
                }
            }
        }
    }
}

//! Values on their way to the wire and back.

use naftiko::Value;
use naftiko::value::{
    Argument, ArrayBuilder, DecodeError, FromJson, Json, JsonCursor, Number, ObjectBuilder, ToJson,
    Tolerance, Writer, text, whole_or_field,
};
use serde_json::json;

fn value(object: ObjectBuilder) -> Value {
    object.into()
}

#[test]
fn an_object_keeps_order_and_drops_what_is_absent() {
    let note: Option<String> = None;
    let weight = json!({"kg": 2});
    let tags = vec![json!("a"), json!(1)];
    let body = ObjectBuilder::new()
        .with("to", "Ada")
        .with("weight", &weight)
        .with("note", &note)
        .with("count", 2)
        .with("price", 2.0)
        .with("rate", 0.5)
        .with("express", true)
        .with("tags", tags.as_slice())
        .with("nothing", Value::Null)
        .with(
            "address",
            ObjectBuilder::new()
                .with("city", Some("Paris".to_owned()))
                .with("zip", note.clone()),
        )
        .with(
            "lines",
            ArrayBuilder::new()
                .with("x")
                .with(&note)
                .with(7)
                .with(ObjectBuilder::new()),
        );
    let expected = r#"{"to":"Ada","weight":{"kg":2},"count":2,"price":2,"rate":0.5,"express":true,"tags":["a",1],"nothing":null,"address":{"city":"Paris"},"lines":["x",7,{}]}"#;
    assert_eq!(value(body).to_string(), expected);
}

#[test]
fn outputs_say_null_where_there_is_nothing() {
    let absent: Option<i64> = None;
    let output = ObjectBuilder::new()
        .with_or_null("a", absent)
        .with_or_null("b", 1)
        .with_or_null("c", "x".to_owned());
    assert_eq!(value(output), json!({"a": null, "b": 1, "c": "x"}));
}

#[test]
fn one_input_is_the_body_or_its_only_field() {
    let (object, absent) = (json!({"a": 1}), None::<Value>);
    for (argument, expected) in [
        (whole_or_field("id", &object), Some(json!({"a": 1}))),
        (whole_or_field("id", vec![json!(1)]), Some(json!([1]))),
        (whole_or_field("id", json!([])), Some(json!([]))),
        (whole_or_field("id", "x"), Some(json!({"id": "x"}))),
        (whole_or_field("id", json!("x")), Some(json!({"id": "x"}))),
        (whole_or_field("id", Value::Null), Some(json!({"id": null}))),
        (whole_or_field("id", &absent), None),
    ] {
        assert_eq!(argument.into_value(), expected);
    }
}

#[test]
fn text_that_looks_like_json_stays_a_string() {
    let body = value(ObjectBuilder::new().with("name", r#"","admin":true,"x":""#));
    assert_eq!(body.to_string(), r#"{"name":"\",\"admin\":true,\"x\":\""}"#);
}

#[test]
fn every_argument_has_a_text() {
    let object = json!({"b": [1, "x"], "a": null});
    let list = [json!("a,b"), json!(2.0), json!(null), json!(true)];
    for (argument, expected) in [
        (Argument::from("as it is "), Some("as it is ")),
        (Argument::from(-3), Some("-3")),
        (Argument::from(3.0), Some("3")),
        (Argument::from(3.25), Some("3.25")),
        (Argument::from(&true), Some("true")),
        (Argument::from(&object), Some(r#"{"b":[1,"x"],"a":null}"#)),
        (Argument::from(&list[..]), Some("a,b,2.0,true")),
        (Argument::from(json!("text")), Some("text")),
        (Argument::from(Value::Null), None),
        (Argument::from(None::<String>), None),
        (Argument::from(&Some(1)), Some("1")),
    ] {
        assert_eq!(argument.to_text().as_deref(), expected, "{argument:?}");
        assert_eq!(argument.is_absent(), expected.is_none(), "{argument:?}");
    }
    assert_eq!(Argument::from(&list[..]).to_texts(), ["a,b", "2.0", "true"]);
    assert_eq!(Argument::from(json!(["x", "y"])).to_texts(), ["x", "y"]);
    assert_eq!(Argument::from("one").to_texts(), ["one"]);
    assert!(Argument::Absent.to_texts().is_empty());
}

#[test]
fn texts_are_filled_in_one_pass() {
    let absent: Option<String> = None;
    let filled = text([
        "Hello ".into(),
        "{{name}}".into(),
        ", ".into(),
        2.into(),
        (&absent).into(),
    ]);
    assert_eq!(filled, "Hello {{name}}, 2");
}

#[test]
fn places_are_read_leniently() {
    let document = Json::from(json!({
        "route": {"depot": "D1", "stops": [{"id": 7}, {"id": "8"}]},
        "expires_in": "3599", "ratio": "0.5", "size": 2.0, "on": "true", "off": false, "nothing": null,
    }));
    let at = JsonCursor::root(&document);
    assert_eq!(at.key("route").key("depot").string(), Ok("D1".to_owned()));
    assert_eq!(at.key("expires_in").integer(), Ok(3599));
    assert_eq!(at.key("size").integer(), Ok(2));
    assert_eq!(
        at.key("ratio").number(),
        "0.5".parse().map_err(|_| unreachable!())
    );
    assert_eq!(at.key("ratio").double(), Ok(0.5));
    assert_eq!(at.key("on").boolean(), Ok(true));
    assert_eq!(at.key("off").string(), Ok("false".to_owned()));
    let stops = at.key("route").key("stops");
    assert_eq!(
        stops.list(|stop| stop.key("id").string()),
        Ok(vec!["7".to_owned(), "8".to_owned()])
    );
    assert_eq!(stops.index(1).key("id").integer(), Ok(8));
    assert_eq!(stops.array().map(|items| items.items().count()), Ok(2));
    assert_eq!(
        at.key("route").key("stops").index(0).object(),
        Ok(Json::from(json!({"id": 7})))
    );
    assert_eq!(at.key("nothing").any(), Ok(Json::NULL));
}

#[test]
fn optional_reads_are_none_where_nothing_is() {
    let document = Json::from(json!({"nothing": null, "text": "x", "list": [1]}));
    let at = JsonCursor::root(&document);
    for place in [
        at.key("nothing"),
        at.key("missing"),
        at.key("nothing").key("deeper"),
        at.key("missing").index(0).key("deeper"),
        at.key("list").index(5),
        at.key("list").from_end(2),
    ] {
        assert_eq!(place.optional_string(), Ok(None));
        assert_eq!(place.optional_integer(), Ok(None));
        assert_eq!(place.optional_number(), Ok(None));
        assert_eq!(place.optional_double(), Ok(None));
        assert_eq!(place.optional_boolean(), Ok(None));
        assert_eq!(place.optional_array(), Ok(None));
        assert_eq!(place.optional_object(), Ok(None));
        assert_eq!(place.optional_any(), Ok(None));
        assert_eq!(place.optional(JsonCursor::string), Ok(None));
        assert_eq!(place.optional_list(JsonCursor::string), Ok(None));
    }
    assert_eq!(
        at.key("text").optional(JsonCursor::string),
        Ok(Some("x".to_owned()))
    );
    assert_eq!(
        at.key("list").optional_list(JsonCursor::integer),
        Ok(Some(vec![1]))
    );
}

type Read = fn(JsonCursor<'_>) -> Result<Option<()>, DecodeError>;

#[test]
fn what_does_not_fit_is_an_error_or_null_as_is_tolerated() {
    let document = Json::from(json!({"text": "x", "list": [1], "number": 7.5, "big": 1e300}));
    let at = JsonCursor::root(&document);
    let lenient = at.tolerating(Tolerance::Lenient);
    let message = |error: Result<Option<()>, DecodeError>| error.map_err(|error| error.to_string());
    let reads: [(Read, &str); 9] = [
        (
            |at| at.key("list").optional_string().map(|it| it.map(drop)),
            "expected a string at `$.list`, got an array",
        ),
        (
            |at| at.key("number").optional_integer().map(|it| it.map(drop)),
            "expected an integer at `$.number`, got a number",
        ),
        (
            |at| at.key("big").optional_integer().map(|it| it.map(drop)),
            "expected an integer at `$.big`, got a number",
        ),
        (
            |at| at.key("text").optional_number().map(|it| it.map(drop)),
            "expected a number at `$.text`, got a string",
        ),
        (
            |at| at.key("number").optional_boolean().map(|it| it.map(drop)),
            "expected a boolean at `$.number`, got a number",
        ),
        (
            |at| at.key("text").optional_object().map(|it| it.map(drop)),
            "expected an object at `$.text`, got a string",
        ),
        (
            |at| at.key("text").key("deeper").optional_any().map(|it| it.map(drop)),
            "expected an object at `$.text`, got a string",
        ),
        (
            |at| {
                at.key("list")
                    .key("deeper")
                    .optional_string()
                    .map(|it| it.map(drop))
            },
            "expected an object at `$.list`, got an array",
        ),
        (
            |at| {
                at.key("text")
                    .optional_list(JsonCursor::string)
                    .map(|it| it.map(drop))
            },
            "expected an array at `$.text`, got a string",
        ),
    ];
    for (read, expected) in reads {
        assert_eq!(message(read(at)), Err(expected.to_owned()));
        assert_eq!(message(read(lenient)), Ok(None), "{expected}");
    }
}

#[test]
fn several_members_are_found_in_one_pass() {
    let document = Json::parse(r#"{"b": 2, "\u0061": 1, "twice": 1, "c": {"b": 7}, "twice": 2, "many": 3}"#);
    let document = document.unwrap_or_default();
    let [a, b, missing, twice] = document.at().keys(["a", "b", "missing", "twice"]);
    assert_eq!((a.integer(), b.integer()), (Ok(1), Ok(2)));
    assert_eq!(missing.optional_integer(), Ok(None));
    let several = "expected one member of this name at `$.twice`, got several";
    assert_eq!(
        twice.integer().map_err(|error| error.to_string()),
        Err(several.to_owned())
    );
    assert_eq!(
        twice.optional_integer().map_err(|error| error.to_string()),
        Err(several.to_owned())
    );
    let [deeper] = document.at().key("b").keys(["x"]);
    let error = "expected an object at `$.b`, got a number";
    assert_eq!(
        deeper.optional_integer().map_err(|error| error.to_string()),
        Err(error.to_owned())
    );
}

#[test]
fn numbers_keep_their_digits_on_all_ways_through() {
    let digits = [
        "1915883588174806058",
        "30.10",
        "1.0",
        "-0",
        "1e-7",
        "123456789012345678901234567890.123456789",
    ];
    for text in digits {
        let document = Json::parse(format!(r#"{{"n": {text}, "list": [{text}]}}"#)).unwrap_or_default();
        let number = document.at().key("n").number().unwrap_or_default();
        let object = ObjectBuilder::new()
            .with("n", &number)
            .with("list", document.at().key("list").array().unwrap_or_default());
        assert_eq!(Json::from(object), document);
        assert_eq!(Argument::from(&number).to_text().as_deref(), Some(text));
        assert_eq!(document.at().key("n").string().as_deref(), Ok(text));
        assert_eq!(Argument::from(&document).into_json().as_ref(), Some(&document));
        let list = document.at().key("list").any().unwrap_or_default();
        assert_eq!(Argument::from(list).to_texts(), [text]);
    }
}

#[test]
fn member_of_one_name_is_replaced() {
    let object = ObjectBuilder::new()
        .with("a", 1)
        .with("b", "x")
        .with("a", [json!(2)].as_slice())
        .with("c", ArrayBuilder::new());
    assert_eq!(Json::from(object).to_string(), r#"{"a":[2],"b":"x","c":[]}"#);
    assert_eq!(Json::from(ObjectBuilder::new()).to_string(), "{}");
    assert_eq!(
        Json::from(
            ArrayBuilder::new()
                .with(ArrayBuilder::new())
                .with(ObjectBuilder::new())
        )
        .to_string(),
        "[[],{}]"
    );
}

#[test]
fn errors_name_the_way_and_never_the_value() {
    let document = Json::from(
        json!({"route": {"depot": ["canary"], "odd key": {"": null}}, "lines": [{"id": 1}, {"id": "canary"}]}),
    );
    let at = JsonCursor::root(&document);
    let lines = at.key("lines");
    for (error, expected) in [
        (
            at.key("route").key("depot").string().err(),
            "expected a string at `$.route.depot`, got an array",
        ),
        (
            at.key("route").key("hub").string().err(),
            "expected a string at `$.route.hub`, got nothing",
        ),
        (
            at.key("away").key("depot").string().err(),
            "expected a string at `$.away`, got nothing",
        ),
        (
            at.key("lines").key("id").string().err(),
            "expected an object at `$.lines`, got an array",
        ),
        (
            at.key("route").index(0).string().err(),
            "expected an array at `$.route`, got an object",
        ),
        (
            lines.index(4).any().err(),
            "expected a value at `$.lines[4]`, got nothing",
        ),
        (
            lines.list(|line| line.key("id").integer()).err(),
            "expected an integer at `$.lines[1].id`, got a string",
        ),
        (
            at.key("route").key("odd key").key("").boolean().err(),
            "expected a boolean at `$.route[\"odd key\"][\"\"]`, got null",
        ),
        (at.array().err(), "expected an array at `$`, got an object"),
    ] {
        assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(expected));
    }
}

#[derive(Debug, PartialEq)]
struct Line {
    id: i64,
    note: Option<String>,
}

impl FromJson for Line {
    fn from_json(at: JsonCursor<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            id: at.key("id").integer()?,
            note: at.key("note").optional_string()?,
        })
    }
}

impl ToJson for Line {
    fn write_json(&self, json: &mut Writer) {
        json.object();
        json.member("id", &self.id);
        json.member("note", &self.note);
        json.end_object();
    }
}

#[test]
fn structs_go_both_ways() {
    let document = Json::from(json!([{"id": "1"}, {"id": 2, "note": "x"}]));
    let lines = Vec::<Line>::from_json(JsonCursor::root(&document));
    assert_eq!(
        lines,
        Ok(vec![
            Line { id: 1, note: None },
            Line {
                id: 2,
                note: Some("x".to_owned())
            }
        ])
    );
    let json = lines.map(|lines| lines.to_json().to_value());
    assert_eq!(json, Ok(json!([{"id": 1, "note": null}, {"id": 2, "note": "x"}])));
    assert_eq!(Option::<Line>::from_json(JsonCursor::root(&Json::NULL)), Ok(None));
    assert_eq!(None::<Line>.to_json(), Json::NULL);
    assert_eq!(1.0_f64.to_json().to_string(), "1");
    assert_eq!(Number::default().to_json().to_string(), "0");
}

#[test]
fn bodies_are_read_by_what_is_wanted() {
    let body = naftiko::Bytes::from_static(b" plain ");
    assert_eq!(
        String::from_body(naftiko::http::StatusCode::OK, &body, Tolerance::Strict),
        Ok(" plain ".to_owned())
    );
    let error = Value::from_body(naftiko::http::StatusCode::OK, &body, Tolerance::Strict)
        .map_err(|error| error.to_string());
    assert_eq!(
        error,
        Err("expected JSON at `$`, got something else (line 1, column 2)".to_owned())
    );
    assert_eq!(
        Value::from_body(
            naftiko::http::StatusCode::OK,
            &naftiko::Bytes::new(),
            Tolerance::Strict
        ),
        Ok(Value::Null)
    );
    assert_eq!(
        bool::from_body(
            naftiko::http::StatusCode::OK,
            &naftiko::Bytes::from_static(b"true"),
            Tolerance::Strict
        ),
        Ok(true)
    );
    assert!(
        String::from_body(
            naftiko::http::StatusCode::OK,
            &naftiko::Bytes::from_static(b"\xff"),
            Tolerance::Strict
        )
        .is_err()
    );
    let deep = "[".repeat(10_000);
    assert!(
        Value::from_body(
            naftiko::http::StatusCode::OK,
            &naftiko::Bytes::from(deep),
            Tolerance::Strict
        )
        .is_err()
    );
}

use serde_json::{Value, json};

use super::{Recording, infer};

fn recording(uri: &str, status: u16, body: &Value) -> Recording {
    let text = json!({
        "operation": "shop.get-order",
        "path": "/orders/{id}",
        "request": {"method": "GET", "uri": uri},
        "response": {
            "status": status,
            "headers": {"content-type": "application/json; charset=utf-8"},
            "body": body.to_string(),
        },
    });
    let parsed = Recording::parse(&text.to_string());
    parsed.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn members_are_required_optional_and_nullable_by_evidence() {
    let document = infer(
        "shop",
        &[
            recording(
                "/orders/1?page=1",
                200,
                &json!({"id": "1", "total": 1, "note": null, "at": "2025-06-01T12:00:00Z"}),
            ),
            recording(
                "/orders/2?page=2&full=true",
                200,
                &json!({"id": "2", "total": 1.5, "note": "x", "at": "2025-06-02T12:00:00Z", "by": {"2025-06-01": 1, "2025-06-02": 2, "2025-06-03": 3}}),
            ),
            recording("/orders/3?page=2", 404, &json!({"error": "no such order"})),
        ],
    );
    let expected = r#"# Made by `naftiko infer` from 3 recorded responses. Edit it: it says what these have, and no more.
openapi: "3.1.0"
info:
  title: shop
  version: "1.0.0"
paths:
  /orders/{id}:
    get:
      operationId: get-order
      parameters:
      - name: id
        in: path
        required: true
        schema:
          type: string
      - name: page
        in: query
        required: true
        schema:
          type: integer
      - name: full
        in: query
        required: false
        schema:
          type: boolean
      responses:
        "200":
          description: Recorded with status 200.
          content:
            application/json:
              schema:
                type: object
                required:
                - id
                - total
                - note
                - at
                properties:
                  id:
                    type: string
                  total:
                    type: number
                  note:
                    type:
                    - string
                    - "null"
                  at:
                    type: string
                    format: date-time
                  by:
                    type: object
                    additionalProperties:
                      type: integer
        "404":
          description: Recorded with status 404.
          content:
            application/json:
              schema:
                type: object
                required:
                - error
                properties:
                  error:
                    type: string
"#;
    assert_eq!(document, expected);
}

#[test]
fn words_that_come_again_are_an_enum() {
    let responses = (0..10).map(|number| {
        let state = if number % 2 == 0 { "open" } else { "done" };
        recording(
            "/orders/1",
            200,
            &json!([{"state": state, "name": format!("n{number}")}]),
        )
    });
    let responses: Vec<Recording> = responses.collect();
    let document = infer("shop", &responses);
    assert!(document.contains("enum:\n"), "{document}");
    assert!(document.matches("enum:").count() == 1, "{document}");
    assert_eq!(document, infer("shop", &responses));
}

#[test]
fn other_file_is_not_a_recording() {
    for text in ["", "{}", "[]", "{\"operation\": \"a.b\"}"] {
        assert!(Recording::parse(text).is_err(), "{text}");
    }
}

//! The tools that clients of an MCP server see: toolsets, choices of a request, and tools that search for others.

#![cfg(feature = "mcp")]

mod loopback;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use loopback::{Failure, INFO, modern, post};
use naftiko::Value;
use naftiko::input::{Inputs, ParameterIn};
use naftiko::mcp::{
    Catalogue, Dispatch, Hints, ProtocolError, Server, Tool, ToolError, ToolFuture, Toolset, progress,
    tool_result,
};
use naftiko::serve::{self, Adapter, Control};
use serde_json::json;

type Outcome = Result<(), Failure>;

const fn tool(name: &'static str, description: &'static str, read_only: bool) -> Tool {
    Tool {
        name,
        title: "",
        description,
        input_schema: r#"{"type":"object","properties":{"id":{"type":"string"},"lines":{"type":"array","items":{"type":"integer"}}},"required":["id"],"additionalProperties":false}"#,
        output_schema: r#"{"type":"object","properties":{"id":{"type":"string"},"lines":{"type":"array","items":{"type":"integer"}},"truncated":{"type":"boolean"},"notice":{"type":"string"}}}"#,
        hints: Hints {
            read_only,
            destructive: !read_only,
            idempotent: read_only,
            open_world: true,
        },
    }
}

static TOOLS: [Tool; 5] = [
    tool("create-bill", "Creates a bill for an account.", false),
    tool("get-bill", "Returns a bill by its id.", true),
    tool("delete-bill", "Deletes a bill.", false),
    tool(
        "get-plan",
        "Returns the price plan of a customer, Größe in Stück.",
        true,
    ),
    tool("fail", "Fails always with what the API says.", true),
];

static TOOLSETS: [Toolset; 2] = [
    Toolset {
        name: "bills",
        tools: &["create-bill", "get-bill", "delete-bill"],
    },
    Toolset {
        name: "plans",
        tools: &["get-plan"],
    },
];

/// Returns its arguments, and counts the calls.
#[derive(Clone, Default)]
struct Echo(Arc<AtomicUsize>);

impl Dispatch for Echo {
    fn call<'a>(&'a self, tool: &str, mut inputs: Inputs) -> Option<ToolFuture<'a>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let fails = tool == "fail";
        Some(Box::pin(async move {
            let id = inputs.string(ParameterIn::Field("id"));
            let lines = inputs.optional_array(ParameterIn::Field("lines"));
            inputs.finish()?;
            progress(1.0, None, "half way").await;
            if fails {
                let error = ProtocolError::new(-32021, "elicitation is missing");
                return Err(if id == "protocol" {
                    ToolError::protocol(error)
                } else {
                    ToolError::new("The API failed.").retryable()
                });
            }
            let lines = lines.map(|lines| lines.to_value());
            tool_result(json!({"id": id, "lines": lines}))
        }))
    }
}

fn server(echo: &Echo) -> Server {
    Server::new(&INFO, &TOOLS, echo.clone()).toolsets(&TOOLSETS)
}

fn searching() -> Server {
    server(&Echo::default()).catalogue(Catalogue::Search)
}

async fn started(server: &Server) -> Result<String, Failure> {
    Ok(loopback::serve(server.router()).await?)
}

/// Sends a request of the older protocol with headers, and returns its whole response.
async fn send(
    url: &str,
    method: &str,
    params: Value,
    headers: &[(&str, &str)],
) -> Result<(u16, Value), Failure> {
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let headers = [&[("mcp-protocol-version", "2025-11-25")], headers].concat();
    let answer = post(url, &message, &headers).await?;
    Ok((
        answer.status().as_u16(),
        serde_json::from_str(&answer.text().await?)?,
    ))
}

/// Returns the names of a list.
async fn listed(url: &str, headers: &[(&str, &str)]) -> Result<Vec<String>, Failure> {
    let (_, answer) = send(url, "tools/list", json!({}), headers).await?;
    let tools = answer["result"]["tools"]
        .as_array()
        .ok_or_else(|| answer.to_string())?;
    Ok(tools
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .map(str::to_owned)
        .collect())
}

async fn called(url: &str, name: &str, arguments: Value) -> Result<Value, Failure> {
    Ok(send(
        url,
        "tools/call",
        json!({"name": name, "arguments": arguments}),
        &[],
    )
    .await?
    .1)
}

/// Returns the structure of a search.
async fn searched(url: &str, arguments: Value) -> Result<Value, Failure> {
    Ok(called(url, "search_tools", arguments).await?["result"]["structuredContent"].take())
}

fn names(found: &Value) -> Vec<&str> {
    let tools = found["tools"].as_array().into_iter().flatten();
    tools.filter_map(|tool| tool["name"].as_str()).collect()
}

#[tokio::test]
async fn toolset_is_chosen_by_path_query_and_header() -> Outcome {
    let base = started(&server(&Echo::default())).await?;
    let plans = ["get-plan"];
    assert_eq!(listed(&format!("{base}/mcp/x/plans"), &[]).await?, plans);
    assert_eq!(listed(&format!("{base}/mcp?toolsets=plans"), &[]).await?, plans);
    assert_eq!(
        listed(&format!("{base}/mcp"), &[("X-MCP-Toolsets", "plans")]).await?,
        plans
    );
    let both = listed(&format!("{base}/mcp/x/plans,bills/readonly"), &[]).await?;
    assert_eq!(both, ["get-bill", "get-plan"]);
    let more = [("X-MCP-Toolsets", "plans"), ("X-MCP-Tools", "fail")];
    assert_eq!(listed(&format!("{base}/mcp"), &more).await?, ["get-plan", "fail"]);
    assert_eq!(
        listed(&format!("{base}/mcp/x/all"), &[]).await?.len(),
        TOOLS.len()
    );
    assert_eq!(listed(&format!("{base}/mcp"), &[]).await?.len(), TOOLS.len());
    Ok(())
}

#[tokio::test]
async fn choices_of_a_request_narrow_each_other() -> Outcome {
    let base = started(&server(&Echo::default())).await?;
    let bills = format!("{base}/mcp/x/bills");
    // Read-only beats what is included, and so does exclusion.
    let reading = [("X-MCP-Tools", "delete-bill"), ("X-MCP-Readonly", "true")];
    assert_eq!(listed(&bills, &reading).await?, [""; 0]);
    let excluding = [
        ("X-MCP-Tools", "get-bill,delete-bill"),
        ("X-MCP-Exclude-Tools", "get-bill"),
    ];
    assert_eq!(listed(&bills, &excluding).await?, ["delete-bill"]);
    // A header does not widen the choice of the path: the tool is unknown there.
    let (status, answer) = send(&bills, "tools/list", json!({}), &[("X-MCP-Tools", "get-plan")]).await?;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!(-32602)));
    assert_eq!(
        listed(&format!("{bills}/readonly"), &[("X-MCP-Readonly", "false")]).await?,
        ["get-bill"]
    );
    Ok(())
}

#[tokio::test]
async fn unknown_name_in_a_choice_is_an_error_with_the_valid_ones() -> Outcome {
    let base = started(&server(&Echo::default()).exclude_tools(["fail"])).await?;
    let error = |answer: &Value| answer["error"]["message"].as_str().unwrap_or_default().to_owned();
    let (status, answer) = send(&format!("{base}/mcp/x/bill"), "tools/list", json!({}), &[]).await?;
    assert_eq!(
        (status, &answer["id"], &answer["error"]["code"]),
        (400, &json!(1), &json!(-32602))
    );
    assert_eq!(
        error(&answer),
        "unknown toolset `bill`; the toolsets are `bills`, `plans`, `all`, `default`"
    );
    for (header, value, expected) in [
        (
            "X-MCP-Tools",
            "get-bil",
            "unknown tool `get-bil`; a similar name exists: `get-bill`",
        ),
        (
            "X-MCP-Exclude-Tools",
            "fail",
            "unknown tool `fail`; the tools are `create-bill`, `get-bill`, `delete-bill`, `get-plan`",
        ),
        (
            "X-MCP-Readonly",
            "maybe",
            "invalid value of X-MCP-Readonly; expected `true` or `false`",
        ),
    ] {
        let (status, answer) = send(
            &format!("{base}/mcp"),
            "tools/list",
            json!({}),
            &[(header, value)],
        )
        .await?;
        assert_eq!((status, error(&answer).as_str()), (400, expected));
    }
    Ok(())
}

#[tokio::test]
async fn operator_bound_is_not_widened() -> Outcome {
    let bound = server(&Echo::default()).only_toolsets(["bills"]).read_only();
    let base = started(&bound).await?;
    assert_eq!(listed(&format!("{base}/mcp"), &[]).await?, ["get-bill"]);
    assert_eq!(
        listed(&format!("{base}/mcp/x/all"), &[("X-MCP-Readonly", "false")]).await?,
        ["get-bill"]
    );
    let (status, _) = send(&format!("{base}/mcp/x/plans"), "tools/list", json!({}), &[]).await?;
    assert_eq!(status, 400);
    for hidden in ["delete-bill", "get-plan", "nonsense"] {
        let answer = called(&format!("{base}/mcp"), hidden, json!({"id": "1"})).await?;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
        assert_eq!(answer["error"]["message"], format!("unknown tool `{hidden}`"));
    }
    assert!(bound.call("delete-bill", json!({"id": "1"})).await.is_error());
    // A mistake in the bound opens nothing.
    let mistaken = started(&server(&Echo::default()).exclude_tools(["delete-bil"])).await?;
    assert_eq!(listed(&format!("{mistaken}/mcp"), &[]).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn hidden_tool_is_not_callable_findable_or_describable() -> Outcome {
    let echo = Echo::default();
    let base = started(&server(&echo).catalogue(Catalogue::Search)).await?;
    let reading = format!("{base}/mcp/readonly");
    assert_eq!(
        names(&searched(&reading, json!({"query": "delete bill"})).await?),
        ["get-bill"]
    );
    let answer = called(&reading, "describe_tools", json!({"names": ["delete-bill"]})).await?;
    let described = &answer["result"]["structuredContent"];
    assert_eq!(described["tools"], json!([]));
    assert_eq!(described["unknown"][0]["name"], "delete-bill");
    assert_eq!(described["unknown"][0]["didYouMean"], json!(["get-bill"]));
    let answer = called(&reading, "delete-bill", json!({"id": "1"})).await?;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    for caller in ["call_tool", "call_read_tool"] {
        let nested = json!({"name": "delete-bill", "arguments": {"id": "1"}});
        let answer = called(&reading, caller, nested).await?;
        assert_eq!(
            answer["result"]["content"][0]["text"],
            "Unknown tool `delete-bill`. Nothing was sent. Similar names are `get-bill`. Call one of them if it fits, or search with `search_tools`."
        );
    }
    assert_eq!(echo.0.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test]
async fn list_that_a_request_chose_is_private() -> Outcome {
    let base = started(&server(&Echo::default())).await?;
    let scope = async |path: &str| -> Result<Value, Failure> {
        let (_, mut answer) = modern(&format!("{base}{path}"), "tools/list", json!({})).await?;
        Ok(answer["result"]["cacheScope"].take())
    };
    assert_eq!(scope("/mcp").await?, "public");
    assert_eq!(scope("/mcp/readonly").await?, "private");
    assert_eq!(scope("/mcp/x/plans").await?, "private");
    Ok(())
}

#[tokio::test]
async fn search_lists_four_tools_and_pinned_ones() -> Outcome {
    let base = started(&searching().pinned_tools(["get-plan"])).await?;
    let url = format!("{base}/mcp");
    let expected = [
        "search_tools",
        "describe_tools",
        "call_read_tool",
        "call_tool",
        "get-plan",
    ];
    assert_eq!(listed(&url, &[]).await?, expected);
    let (_, answer) = send(&url, "tools/list", json!({}), &[]).await?;
    let tools = &answer["result"]["tools"];
    assert_eq!(
        tools[0]["inputSchema"]["properties"]["toolset"]["enum"],
        json!(["bills", "plans"])
    );
    let hints = |place: usize| {
        (
            &tools[place]["annotations"]["readOnlyHint"],
            &tools[place]["annotations"]["destructiveHint"],
        )
    };
    assert_eq!(hints(2), (&json!(true), &json!(false)));
    assert_eq!(hints(3), (&json!(false), &json!(true)));
    assert!(answer["result"].get("nextCursor").is_none());
    // A tool that is not listed can be called directly.
    let answer = called(&url, "get-bill", json!({"id": "7"})).await?;
    assert_eq!(answer["result"]["structuredContent"]["id"], "7");
    // A toolset of the connection is the only one that is offered.
    let (_, answer) = send(&format!("{url}/x/plans"), "tools/list", json!({}), &[]).await?;
    let toolsets = &answer["result"]["tools"][0]["inputSchema"]["properties"]["toolset"]["enum"];
    assert_eq!(toolsets, &json!(["plans"]));
    Ok(())
}

#[tokio::test]
async fn search_finds_by_meaning_and_pages() -> Outcome {
    let url = format!("{}/mcp", started(&searching()).await?);
    let found = searched(&url, json!({"query": "erase a bill"})).await?;
    assert_eq!(
        found["tools"][0],
        json!({"name": "delete-bill", "summary": "Deletes a bill.", "toolset": "bills", "readOnly": false, "destructive": true, "required": ["id"]})
    );
    // Another language's letters, in any case and without accents.
    for query in ["größe stück", "GRÖSSE STUCK"] {
        let found = searched(&url, json!({ "query": query })).await?;
        assert_eq!(names(&found).first(), Some(&"get-plan"), "{query}");
    }
    // An exact name comes first, whatever else fits.
    assert_eq!(
        names(&searched(&url, json!({"query": "Create Bill"})).await?).first(),
        Some(&"create-bill")
    );
    assert_eq!(names(&searched(&url, json!({"query": "FAIL"})).await?), ["fail"]);
    let nothing = searched(&url, json!({"query": "weather forecast"})).await?;
    assert_eq!((&nothing["tools"], &nothing["total"]), (&json!([]), &json!(0)));
    assert_eq!(nothing["toolsets"], json!(["bills", "plans"]));
    let first = searched(&url, json!({"query": "", "toolset": "bills", "limit": "2"})).await?;
    assert_eq!(
        (names(&first), &first["total"]),
        (vec!["create-bill", "get-bill"], &json!(3))
    );
    let cursor = first["next_cursor"].clone();
    let second = searched(
        &url,
        json!({"query": "", "toolset": "bills", "limit": 2, "cursor": cursor}),
    )
    .await?;
    assert_eq!(names(&second), ["delete-bill"]);
    assert!(second.get("next_cursor").is_none());
    for invalid in [
        json!({"query": "bill", "cursor": "99"}),
        json!({"query": "bill", "cursor": "x"}),
        json!({"query": "bill", "limit": 0}),
        json!({"query": "bill", "limit": 51}),
        json!({"query": "bill", "toolset": "bill"}),
        json!({"query": "x".repeat(1001)}),
        json!({"querry": "bill"}),
        json!({}),
    ] {
        let answer = called(&url, "search_tools", invalid.clone()).await?;
        assert_eq!(answer["result"]["isError"], true, "{invalid}");
    }
    Ok(())
}

#[tokio::test]
async fn description_has_the_schemas_and_suggestions_for_unknown_names() -> Outcome {
    let url = format!("{}/mcp", started(&searching()).await?);
    let names = json!({"names": ["get-bill", "get_bil", "weather"]});
    let answer = called(&url, "describe_tools", names).await?;
    let described = &answer["result"]["structuredContent"];
    assert_eq!(answer["result"]["isError"], false);
    assert_eq!(described["tools"][0]["name"], "get-bill");
    assert_eq!(described["tools"][0]["inputSchema"]["required"], json!(["id"]));
    assert_eq!(described["tools"][0]["annotations"]["readOnlyHint"], true);
    assert_eq!(described["tools"][0]["outputSchema"]["type"], "object");
    assert_eq!(described["unknown"][0]["didYouMean"][0], "get-bill");
    assert_eq!(
        described["unknown"][1],
        json!({"name": "weather", "didYouMean": []})
    );
    for invalid in [json!([]), json!(vec!["get-bill"; 11])] {
        let answer = called(&url, "describe_tools", json!({"names": invalid})).await?;
        assert_eq!(answer["result"]["isError"], true);
    }
    // What does not fit into a result is described by another call.
    let small = format!("{}/mcp", started(&searching().result_limit(2700)).await?);
    let answer = called(
        &small,
        "describe_tools",
        json!({"names": ["get-bill", "get-plan", "fail"]}),
    )
    .await?;
    let described = &answer["result"]["structuredContent"];
    assert_eq!(
        described["tools"].as_array().map(Vec::len),
        Some(1),
        "{described}"
    );
    assert_eq!(
        described["notice"],
        "The descriptions are too large together. Describe `get-plan`, `fail` in another call."
    );
    Ok(())
}

#[tokio::test]
async fn call_through_a_tool_is_the_same_as_a_direct_one() -> Outcome {
    let url = format!("{}/mcp", started(&searching()).await?);
    let long: Vec<u32> = (0..60_000).collect();
    for (tool, arguments) in [
        ("get-bill", json!({"id": "7", "lines": [1, 2]})),
        // Validation, with text that spells another type.
        ("get-bill", json!({"id": "7", "lines": "[1, 2]"})),
        ("get-bill", json!({"id": "7", "lines": ["x"], "unknown": 1})),
        ("get-bill", json!({})),
        ("fail", json!({"id": "7"})),
        ("fail", json!({"id": "protocol"})),
        ("get-bill", json!({"id": "7", "lines": long})),
    ] {
        let direct = called(&url, tool, arguments.clone()).await?;
        for text in [arguments.clone(), json!(arguments.to_string())] {
            for caller in ["call_read_tool", "call_tool"] {
                let mut nested = called(&url, caller, json!({"name": tool, "arguments": text})).await?;
                if direct.get("error").is_none() {
                    let meta = nested["result"]["_meta"].as_object_mut().ok_or("no _meta")?;
                    assert_eq!(meta.remove("io.naftiko/tool"), Some(json!(tool)));
                }
                assert_eq!(nested, direct, "{tool} through {caller}");
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn call_through_a_tool_reports_progress() -> Outcome {
    let url = format!("{}/mcp", started(&searching()).await?);
    let params = json!({"name": "call_tool", "arguments": {"name": "get-bill", "arguments": {"id": "7"}}, "_meta": {"progressToken": 1}});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
    let answer = post(&url, &message, &[("mcp-protocol-version", "2025-11-25")]).await?;
    let text = answer.text().await?;
    assert!(
        text.contains("notifications/progress") && text.contains("half way"),
        "{text}"
    );
    Ok(())
}

#[tokio::test]
async fn reading_call_refuses_a_writing_tool_before_anything_is_sent() -> Outcome {
    let echo = Echo::default();
    let url = format!(
        "{}/mcp",
        started(&server(&echo).catalogue(Catalogue::Search)).await?
    );
    let nested = json!({"name": "delete-bill", "arguments": {"id": "7"}});
    let answer = called(&url, "call_read_tool", nested.clone()).await?;
    assert_eq!(answer["result"]["isError"], true);
    assert_eq!(
        answer["result"]["content"][0]["text"],
        "The tool `delete-bill` changes data, which `call_read_tool` does not do. Nothing was sent. Call it with `call_tool`."
    );
    assert_eq!(echo.0.load(Ordering::SeqCst), 0);
    assert_eq!(
        called(&url, "call_tool", nested).await?["result"]["isError"],
        false
    );
    assert_eq!(echo.0.load(Ordering::SeqCst), 1);
    for invalid in [
        json!({"name": "get-bill", "id": "7"}),
        json!({"arguments": {"id": "7"}}),
        json!({"name": "get-bill", "arguments": [1]}),
        json!({"name": "get-bill", "arguments": "not json"}),
        json!({"name": 7}),
    ] {
        let answer = called(&url, "call_tool", invalid.clone()).await?;
        assert_eq!(answer["result"]["isError"], true, "{invalid}: {answer}");
    }
    assert_eq!(echo.0.load(Ordering::SeqCst), 1);
    Ok(())
}

#[tokio::test]
async fn unknown_name_in_a_call_through_a_tool_is_an_error_that_agents_see() -> Outcome {
    let echo = Echo::default();
    let url = format!(
        "{}/mcp",
        started(&server(&echo).catalogue(Catalogue::Search)).await?
    );
    for caller in ["call_tool", "call_read_tool"] {
        for (name, expected) in [
            (
                "get-bil",
                "Unknown tool `get-bil`. Nothing was sent. Similar names are `get-bill`. Call one of them if it fits, or search with `search_tools`.",
            ),
            (
                "xyz",
                "Unknown tool `xyz`. Nothing was sent. Find the name of a tool with `search_tools`.",
            ),
            (
                "search_tools",
                "`search_tools` is not called through another tool. Nothing was sent. Call it directly.",
            ),
        ] {
            let answer = called(&url, caller, json!({"name": name, "arguments": {}})).await?;
            let result = &answer["result"];
            assert_eq!(
                (&result["isError"], &result["content"][0]["text"]),
                (&json!(true), &json!(expected)),
                "{answer}"
            );
        }
    }
    assert_eq!(echo.0.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test]
async fn override_of_the_program_is_called_through_a_tool() -> Outcome {
    let server = searching().tool("get-plan", async |mut inputs: Inputs| {
        let id = inputs.string(ParameterIn::Field("id"));
        inputs.finish()?;
        Ok::<_, ToolError>(json!({"id": format!("own {id}")}))
    });
    let url = format!("{}/mcp", started(&server).await?);
    let nested = json!({"name": "get-plan", "arguments": {"id": "7"}});
    let answer = called(&url, "call_read_tool", nested.clone()).await?;
    assert_eq!(answer["result"]["structuredContent"]["id"], "own 7");
    // Without a transport too.
    let result = server.call("call_read_tool", nested).await;
    assert_eq!(
        result.structured().map(|json| json.to_value()["id"].clone()),
        Some(json!("own 7"))
    );
    let result = server.call("search_tools", json!({"query": "plan"})).await;
    assert_eq!(
        result.structured().map(|json| names(&json.to_value()).len()),
        Some(1)
    );
    Ok(())
}

/// Returns a table of tools with schemas of a size, as a large API has them.
fn many(count: usize, bytes: usize) -> &'static [Tool] {
    let schema =
        json!({"type": "object", "properties": {"id": {"type": "string", "description": "x".repeat(bytes)}}});
    let schema: &'static str = Box::leak(schema.to_string().into_boxed_str());
    let tools = (0..count).map(|number| {
        let name: &'static str = Box::leak(format!("tool-{number}").into_boxed_str());
        Tool {
            input_schema: schema,
            ..tool(name, "A tool", number % 2 == 1)
        }
    });
    Box::leak(tools.collect::<Vec<_>>().into_boxed_slice())
}

#[tokio::test]
async fn large_list_is_searched_by_default() -> Outcome {
    // 250 KiB of schemas, and what is around them.
    let [fits, exceeds] = [100, 130].map(|count| Server::new(&INFO, many(count, 2048), Echo::default()));
    let url = format!("{}/mcp", started(&fits).await?);
    assert_eq!(listed(&url, &[]).await?.len(), 100);
    let url = format!("{}/mcp", started(&exceeds).await?);
    assert_eq!(listed(&url, &[]).await?.len(), 4);
    let url = format!(
        "{}/mcp",
        started(&exceeds.clone().catalogue(Catalogue::All)).await?
    );
    assert_eq!(listed(&url, &[]).await?.len(), 130);
    // What the operator leaves counts.
    let url = format!("{}/mcp", started(&exceeds.read_only()).await?);
    assert_eq!(listed(&url, &[]).await?.len(), 65);
    Ok(())
}

#[tokio::test]
async fn long_list_has_pinned_and_reading_tools_first() -> Outcome {
    let long = Server::new(&INFO, many(41, 1), Echo::default()).pinned_tools(["tool-40", "tool-2"]);
    let found = listed(&format!("{}/mcp", started(&long).await?), &[]).await?;
    assert_eq!(found.len(), 41);
    assert_eq!(found[..4], ["tool-40", "tool-2", "tool-1", "tool-3"]);
    assert_eq!(found[22..25], ["tool-0", "tool-4", "tool-6"]);
    // A list that every client keeps has the order of the spec.
    let short = Server::new(&INFO, many(4, 1), Echo::default());
    let found = listed(&format!("{}/mcp", started(&short).await?), &[]).await?;
    assert_eq!(found, ["tool-0", "tool-1", "tool-2", "tool-3"]);
    Ok(())
}

#[tokio::test]
async fn toolsets_catalogue_lists_those_that_fit() -> Outcome {
    static HALVES: [Toolset; 2] = [
        Toolset {
            name: "low",
            tools: &["tool-0", "tool-1", "tool-2"],
        },
        Toolset {
            name: "high",
            tools: &["tool-3", "tool-4"],
        },
    ];
    let server = |bytes| {
        let server = Server::new(&INFO, many(5, bytes), Echo::default());
        server
            .toolsets(&HALVES)
            .catalogue(Catalogue::Toolsets)
            .pinned_tools(["tool-4"])
    };
    let small = format!("{}/mcp", started(&server(10)).await?);
    assert_eq!(listed(&small, &[]).await?.len(), 5);
    let large = format!("{}/mcp", started(&server(70_000)).await?);
    assert_eq!(
        listed(&large, &[]).await?,
        ["tool-4", "tool-0", "tool-1", "tool-2"]
    );
    let unknown = called(&large, "tool-3", json!({"id": "1"})).await?;
    assert_eq!(unknown["error"]["code"], -32602);
    assert_eq!(
        listed(&format!("{large}/x/high"), &[]).await?,
        ["tool-4", "tool-3"]
    );
    assert_eq!(listed(&format!("{large}/x/default,high"), &[]).await?.len(), 5);
    assert_eq!(listed(&format!("{large}/x/all"), &[]).await?.len(), 5);
    Ok(())
}

/// Starts an adapter with a control adapter beside it, and returns the URLs of both.
async fn running(server: Server) -> Result<(serve::Running, String, String), Failure> {
    let control = Adapter::control("control", "127.0.0.1", 0, Control::new().metrics());
    let tools = Adapter::mcp("desk-mcp", "127.0.0.1", 0, server);
    let running = serve::Server::new("desk")
        .adapter(tools)
        .adapter(control)
        .start()
        .await?;
    let address = |name| running.address(name).ok_or("no address");
    let (tools, control) = (address("desk-mcp")?, address("control")?);
    Ok((
        running,
        format!("http://{tools}/mcp"),
        format!("http://{control}/metrics"),
    ))
}

#[tokio::test]
async fn metrics_have_the_name_of_the_called_tool() -> Outcome {
    let (_running, url, metrics) = running(searching()).await?;
    called(
        &url,
        "call_tool",
        json!({"name": "get-bill", "arguments": {"id": "7"}}),
    )
    .await?;
    called(
        &url,
        "call_read_tool",
        json!({"name": "fail", "arguments": {"id": "7"}}),
    )
    .await?;
    called(
        &url,
        "call_read_tool",
        json!({"name": "delete-bill", "arguments": {"id": "7"}}),
    )
    .await?;
    called(
        &url,
        "call_tool",
        json!({"name": "secret-name", "arguments": {"id": "7"}}),
    )
    .await?;
    called(&url, "search_tools", json!({"query": "bill"})).await?;
    let text = loopback::get(metrics).await?.text().await?;
    for (tool, status) in [
        ("get-bill", "OK"),
        ("fail", "ERROR"),
        ("call_read_tool", "ERROR"),
        ("call_tool", "ERROR"),
        ("search_tools", "OK"),
    ] {
        let line = format!(
            r#"naftiko_request_total{{adapter_type="mcp",operation_id="{tool}",status="{status}"}} 1"#
        );
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains("secret-name"), "{text}");
    Ok(())
}

#[tokio::test]
async fn twelve_thousand_tools_are_searched() -> Outcome {
    let server = Server::new(&INFO, many(12_594, 200), Echo::default());
    let url = format!("{}/mcp", started(&server).await?);
    assert_eq!(listed(&url, &[]).await?.len(), 4);
    let found = searched(&url, json!({"query": "tool 12593"})).await?;
    assert_eq!(names(&found).first(), Some(&"tool-12593"));
    let answer = called(
        &url,
        "call_read_tool",
        json!({"name": "tool-12593", "arguments": {"id": "7"}}),
    )
    .await?;
    assert_eq!(answer["result"]["structuredContent"]["id"], "7");
    Ok(())
}

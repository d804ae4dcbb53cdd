//! Tests of prompts.

use naftiko::mcp::{PromptMessage, ToolError};
use serde_json::{Value, json};

use super::maps::mcp::{GreetInput, Tools};
use super::upstream::Ships;
use super::{ERAS, ask, builder, maps, servers, start};

#[tokio::test]
async fn prompts_are_listed_with_their_arguments() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for era in ERAS {
            let list = ask(&running, era, "prompts/list", json!({})).await;
            let expected = json!([
                {"name": "inspect", "title": "Inspect a ship", "description": "Looks a ship over", "arguments": [
                    {"name": "imo", "title": "Number", "description": "Number of the ship", "required": true},
                    {"name": "language", "description": "Language of the report", "required": false},
                ]},
                {"name": "greet", "title": "Greet", "description": "Greets a captain", "arguments": [
                    {"name": "captain", "description": "Who is greeted", "required": true},
                ]},
            ]);
            assert_eq!(list["result"]["prompts"], expected, "{era:?}");
        }
    }
}

fn texts(answer: &Value) -> Vec<(&str, &str)> {
    let messages = answer["result"]["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| {
            let text = message["content"]["text"].as_str().unwrap();
            (message["role"].as_str().unwrap(), text)
        })
        .collect()
}

#[tokio::test]
async fn message_is_filled_once_and_missing_arguments_are_empty() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for era in ERAS {
            let arguments = json!({"captain": "{{nothing}} {0} $1 \\"});
            let greet = ask(
                &running,
                era,
                "prompts/get",
                json!({"name": "greet", "arguments": arguments}),
            )
            .await;
            let expected = [
                ("user", "Greet {{nothing}} {0} $1 \\, and say {{nothing}} else."),
                ("assistant", "Welcome, {{nothing}} {0} $1 \\!"),
            ];
            assert_eq!(texts(&greet), expected, "{era:?}");
            let arguments = json!({"imo": "9074729"});
            let inspect = json!({"name": "inspect", "arguments": arguments});
            let inspect = ask(&running, era, "prompts/get", inspect).await;
            let text = "Inspect the ship 9074729 in .\n\nBraces such as {this} and {{that}} stay.";
            assert_eq!(texts(&inspect), [("user", text)], "{era:?}");
            assert_eq!(inspect["result"]["description"], "Looks a ship over");
        }
    }
}

#[tokio::test]
async fn invalid_arguments_and_unknown_prompts_are_errors() {
    let ships = Ships::start().await;
    for server in servers(&ships, "https://issuer.test") {
        let running = start(server).await;
        for era in ERAS {
            for (name, arguments, words) in [
                ("greet", json!({}), "captain"),
                ("greet", json!({"captian": "Ada"}), "captian"),
                ("greet", json!({"captain": ""}), ""),
                ("nothing", json!({}), "nothing"),
            ] {
                let params = json!({"name": name, "arguments": arguments});
                let answer = ask(&running, era, "prompts/get", params).await;
                if words.is_empty() {
                    assert!(answer["error"].is_null(), "{answer}");
                    continue;
                }
                assert_eq!(answer["error"]["code"], -32602, "{answer}");
                assert!(
                    answer["error"]["message"].as_str().unwrap().contains(words),
                    "{answer}"
                );
            }
        }
    }
}

struct Mine(maps::Capability);

impl Tools for Mine {
    fn capability(&self) -> &maps::Capability {
        &self.0
    }

    async fn prompt_greet(&self, input: GreetInput) -> Result<Vec<PromptMessage>, ToolError> {
        Ok(vec![PromptMessage::user(format!("Ahoy {}", input.captain))])
    }

    async fn read_ship_log(&self, input: maps::mcp::ShipLogInput) -> Result<String, ToolError> {
        match input.day.as_str() {
            "today" => Ok(format!("{} today: stormy", input.imo)),
            _ => maps::mcp::Tools::read_ship_log(self.capability(), input).await,
        }
    }
}

#[tokio::test]
async fn program_can_replace_a_prompt() {
    let ships = Ships::start().await;
    let capability = builder!(maps, ships, "https://issuer.test");
    let capability =
        capability.mcp_guard(|config| config.guard(naftiko::guard::Guard::bearer("s3cret-token")));
    let server = maps::mcp::server(Mine(capability.build().unwrap()));
    let adapter = naftiko::serve::Adapter::mcp("harbour-mcp", "127.0.0.1", 0, server);
    let running = naftiko::serve::Server::new("harbour")
        .adapter(adapter)
        .start()
        .await
        .unwrap();
    for era in ERAS {
        let greet = json!({"name": "greet", "arguments": {"captain": "Ada"}});
        let greet = ask(&running, era, "prompts/get", greet).await;
        assert_eq!(texts(&greet), [("user", "Ahoy Ada")]);
        for (day, text) in [("today", "7 today: stormy"), ("monday", "7 on monday: calm")] {
            let uri = format!("harbour://ships/7/logs/{day}");
            let log = ask(&running, era, "resources/read", json!({"uri": uri})).await;
            assert_eq!(log["result"]["contents"][0]["text"], text, "{log}");
        }
    }
    assert_eq!(ships.asked().len(), 2);
}

//! Sample calls of every exposed operation, for `--once` and for the printed commands.

use naftiko_upstreams::meti;
use serde_json::{Value, json};

/// An operation, and how its adapters are called.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The capability that exposes it.
    pub capability: &'static str,
    /// The operation.
    pub operation: Operation,
    /// The request to the REST adapter.
    pub rest: RestRequest,
    /// The call of the MCP adapter's tool.
    pub tool: ToolCall,
    /// Checks the content of a response.
    pub answers: fn(&Value) -> bool,
}

/// An operation of the specs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// m3ter: `POST /oauth/token`.
    M3terToken,
    /// Azure: `GET /identity/oauth2/token`.
    AzureToken,
    /// METI: `POST /token`.
    MetiToken,
    /// METI: `GET /sources`.
    MetiSources,
    /// The shop: the flow that finds an article.
    FindArticle,
    /// The shop: the flow that orders one.
    PlaceOrder,
}

impl Operation {
    /// Returns the name in the spec.
    pub fn name(self) -> &'static str {
        match self {
            Self::M3terToken => "generatetoken",
            Self::AzureToken => "microsoftazureidentitygettoken",
            Self::MetiToken => "create-token",
            Self::MetiSources => "list-sources",
            Self::FindArticle => "find-article",
            Self::PlaceOrder => "place-order",
        }
    }
}

/// A request to a REST adapter.
#[derive(Clone, Debug)]
pub struct RestRequest {
    /// Namespace of the adapter.
    pub adapter: &'static str,
    /// Path and query.
    pub path: &'static str,
    /// The request body; none for a GET.
    pub body: Option<Value>,
}

/// A call of a tool.
#[derive(Clone, Debug)]
pub struct ToolCall {
    /// Namespace of the adapter.
    pub adapter: &'static str,
    /// Name of the tool.
    pub name: &'static str,
    /// Its arguments.
    pub arguments: Value,
}

/// Returns the token request of m3ter.
pub fn grant() -> Value {
    json!({"grant_type": "client_credentials"})
}

/// Returns the token request of METI.
pub fn account() -> Value {
    let meti::Settings { email, password, .. } = meti::Settings::default();
    json!({"email": email, "password": password})
}

/// The resource of Azure's tokens.
pub const RESOURCE: &str = "https://management.azure.com/";

/// The number of an article of the shop.
pub const ARTICLE: &str = "a-1";

/// Returns the order of ten articles.
pub fn order() -> Value {
    json!({"article": ARTICLE, "quantity": 10, "account": "k-7"})
}

/// Returns every operation of the capabilities.
pub fn samples() -> [Sample; 6] {
    [
        m3ter_token(),
        azure_token(),
        meti_token(),
        meti_sources(),
        find_article(),
        place_order(),
    ]
}

fn m3ter_token() -> Sample {
    Sample {
        capability: "m3ter",
        operation: Operation::M3terToken,
        rest: RestRequest {
            adapter: "m3ter-auth-rest",
            path: "/v1/oauth/token",
            body: Some(grant()),
        },
        tool: ToolCall {
            adapter: "m3ter-auth-mcp",
            name: "get-token",
            arguments: grant(),
        },
        answers: |answer| is_text(&answer["access_token"]) && answer["expires_in"] == 18_000,
    }
}

fn azure_token() -> Sample {
    Sample {
        capability: "azure",
        operation: Operation::AzureToken,
        rest: RestRequest {
            adapter: "instancemetadataclient-get-token-rest",
            path: "/v1/identity/oauth2/token?resource=https%3A%2F%2Fmanagement.azure.com%2F",
            body: None,
        },
        tool: ToolCall {
            adapter: "instancemetadataclient-get-token-mcp",
            name: "microsoft-azure-get-identity-oauth2",
            arguments: json!({"resource": RESOURCE}),
        },
        answers: |answer| is_text(&answer["access_token"]) && answer["resource"] == RESOURCE,
    }
}

fn meti_token() -> Sample {
    Sample {
        capability: "meti",
        operation: Operation::MetiToken,
        rest: RestRequest {
            adapter: "meti-rest",
            path: "/v1/token",
            body: Some(account()),
        },
        tool: ToolCall {
            adapter: "meti-mcp",
            name: "create-token",
            arguments: account(),
        },
        answers: |answer| is_text(&answer["token"]) && answer["expires_in"].as_f64() == Some(3600.0),
    }
}

fn meti_sources() -> Sample {
    Sample {
        capability: "meti",
        operation: Operation::MetiSources,
        rest: RestRequest {
            adapter: "meti-rest",
            path: "/v1/sources",
            body: None,
        },
        tool: ToolCall {
            adapter: "meti-mcp",
            name: "list-sources",
            arguments: json!({}),
        },
        // The structured content of a tool is always an object: a list is its `result`.
        answers: |answer| {
            let list = answer.get("result").unwrap_or(answer);
            list.as_array()
                .is_some_and(|list| list.len() == 3 && list.iter().all(|source| is_text(&source["id"])))
        },
    }
}

fn find_article() -> Sample {
    Sample {
        capability: "orders",
        operation: Operation::FindArticle,
        rest: RestRequest {
            adapter: "orders-rest",
            path: "/articles/a-1",
            body: None,
        },
        tool: ToolCall {
            adapter: "orders-mcp",
            name: "find-article",
            arguments: json!({"article": ARTICLE}),
        },
        answers: |answer| {
            *answer == json!({"name": "Lamp", "price": 12.5, "depot": {"city": "Kiel", "phone": "+49 431 1"}})
        },
    }
}

fn place_order() -> Sample {
    Sample {
        capability: "orders",
        operation: Operation::PlaceOrder,
        rest: RestRequest {
            adapter: "orders-rest",
            path: "/orders",
            body: Some(order()),
        },
        tool: ToolCall {
            adapter: "orders-mcp",
            name: "place-order",
            arguments: order(),
        },
        // A tenth less for ten.
        answers: |answer| {
            answer["amount"] == 112.5 && is_text(&answer["reservation"]) && is_text(&answer["receipt"])
        },
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

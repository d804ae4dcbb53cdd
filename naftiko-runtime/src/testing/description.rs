//! The description of fake APIs, read from JSON.

use std::collections::BTreeMap;
use std::fmt;

use http::Method;
use serde_json::{Map, Value};

/// The fake APIs of a spec, as the generator describes them.
#[derive(Clone, Debug)]
pub struct Description {
    pub(super) apis: Vec<Api>,
    pub(super) operations: Vec<Operation>,
    pub(super) variables: Vec<Variable>,
    /// The schemas that others refer to, by their name.
    pub(super) schemas: Map<String, Value>,
}

/// The text is not a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidDescription(&'static str);

/// An API.
#[derive(Clone, Debug)]
pub(super) struct Api {
    pub(super) name: String,
    pub(super) upstream: Upstream,
    pub(super) credentials: Vec<Credential>,
    pub(super) token_endpoint: Option<TokenEndpoint>,
}

/// A credential of each request.
#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub(super) place: Place,
    pub(super) name: String,
    /// The scheme before the value of a header.
    pub(super) scheme: Option<String>,
    /// Whether it is a token that a fake API has issued.
    pub(super) issued: bool,
}

/// The address of the API itself.
#[derive(Clone, Debug)]
pub(super) struct Upstream {
    /// The environment variable that overrides it.
    pub(super) variable: String,
    pieces: Vec<AddressPiece>,
}

#[derive(Clone, Debug)]
enum AddressPiece {
    Text(String),
    /// The name of an environment variable.
    Variable(String),
}

/// A token endpoint of OAuth 2.
#[derive(Clone, Debug)]
pub(super) struct TokenEndpoint {
    pub(super) upstream: Upstream,
    pub(super) media_type: String,
    pub(super) grant: String,
    pub(super) token: TokenPlaces,
}

/// The places of a token and its lifetime in a response.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenPlaces {
    pub(super) token: Option<Vec<Step>>,
    pub(super) expires_in: Option<Vec<Step>>,
    pub(super) expires_at: Option<Vec<Step>>,
}

/// A step of a path in JSON.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// An operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// The index of its API.
    pub(super) api: usize,
    pub(super) id: String,
    pub(super) method: Method,
    /// The texts of the path, with `None` for a placeholder.
    pub(super) path: Vec<Option<String>>,
    pub(super) shown_path: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<BodyShape>,
    /// The places of the token, if it issues one.
    pub(super) token: Option<TokenPlaces>,
    /// Whether it is long-running, with its result at the address of its status.
    pub(super) long_running: bool,
    pub(super) response: DescribedResponse,
    /// The JSON of error responses.
    pub(super) error: Option<String>,
}

/// The place of a parameter outside of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    Header,
    Cookie,
}

/// A parameter outside of the path.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) constant: Option<String>,
    pub(super) names: Names,
    /// The schema of its value, unless its text has a form of its own.
    pub(super) schema: Option<Value>,
}

/// The names that a parameter has in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    Own,
    /// `name[member]`.
    Members,
    /// Those of the members of an object.
    Any,
}

/// The body of requests.
#[derive(Clone, Debug)]
pub(super) struct BodyShape {
    pub(super) media_type: String,
    pub(super) required: bool,
    /// The schema of JSON.
    pub(super) schema: Option<Value>,
    /// The fields of a form with whether each is required.
    pub(super) fields: Option<Vec<(String, bool)>>,
}

/// A response.
#[derive(Clone, Debug)]
pub(super) struct DescribedResponse {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) body: String,
}

/// A variable of the spec.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) environment: String,
    pub(super) is_address: bool,
}

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    /// The text is not a description.
    pub fn parse(text: &str) -> Result<Self, InvalidDescription> {
        let value: Value = serde_json::from_str(text).map_err(|_| InvalidDescription("JSON"))?;
        let mut operations = Vec::new();
        let apis = list(&value, "apis").iter().enumerate();
        let apis = apis.map(|(index, at)| {
            for operation in list(at, "operations") {
                operations.push(Operation::of(index, operation)?);
            }
            Ok(Api {
                name: string(at, "name")?,
                upstream: Upstream::of(at)?,
                credentials: list(at, "credentials")
                    .iter()
                    .map(Credential::of)
                    .collect::<Result<_, _>>()?,
                token_endpoint: at.get("tokenEndpoint").map(TokenEndpoint::of).transpose()?,
            })
        });
        let apis = apis.collect::<Result<_, _>>()?;
        let variables = list(&value, "variables").iter().map(|at| {
            Ok(Variable {
                environment: string(at, "environment")?,
                is_address: is_true(at, "isAddress"),
            })
        });
        let variables = variables.collect::<Result<_, _>>()?;
        let schemas = value.get("schemas").and_then(Value::as_object);
        Ok(Self {
            apis,
            operations,
            variables,
            schemas: schemas.cloned().unwrap_or_default(),
        })
    }

    /// Returns the number of operations of each API, by its namespace.
    pub fn operations(&self) -> impl Iterator<Item = (&str, usize)> {
        self.apis.iter().enumerate().map(|(index, api)| {
            let own = self
                .operations
                .iter()
                .filter(move |operation| operation.api == index);
            (api.name.as_str(), own.count())
        })
    }

    /// Returns the environment variables with which a program reaches the APIs at an address, sorted.
    pub(super) fn variables(&self, address: &str) -> BTreeMap<String, String> {
        let values = self.variables.iter().map(|variable| {
            let value = if variable.is_address { address } else { "fake" };
            (variable.environment.clone(), value.to_owned())
        });
        values.chain(self.addresses(address)).collect()
    }

    /// Returns the environment variables with the addresses of the APIs.
    pub(super) fn addresses(&self, address: &str) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        for api in &self.apis {
            let name = super::text::encoded(&api.name);
            values.insert(api.upstream.variable.clone(), format!("{address}/{name}"));
            if let Some(endpoint) = &api.token_endpoint {
                let uri = format!("{address}{TOKENS}{name}");
                values.insert(endpoint.upstream.variable.clone(), uri);
            }
        }
        values
    }
}

/// The path of token endpoints, before the name of the API.
pub(super) const TOKENS: &str = "/-/token/";

impl Upstream {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        let pieces = list(at, "address").iter().map(|piece| match piece {
            Value::String(text) => Ok(AddressPiece::Text(text.clone())),
            piece => string(piece, "variable").map(AddressPiece::Variable),
        });
        Ok(Self {
            variable: string(at, "variable")?,
            pieces: pieces.collect::<Result<_, _>>()?,
        })
    }

    /// Returns the address: that of the variable which overrides it, or the one of the spec. The error says which variable is missing.
    pub(super) fn address(&self, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
        let value = |name: &str| environment(name).filter(|value| !value.is_empty());
        if let Some(address) = value(&self.variable) {
            return Ok(address);
        }
        if self.pieces.is_empty() {
            return Err(format!("The spec has no address; set `{}`.", self.variable));
        }
        let pieces = self.pieces.iter().map(|piece| match piece {
            AddressPiece::Text(text) => Ok(text.clone()),
            AddressPiece::Variable(name) => {
                value(name).ok_or_else(|| format!("The address of the API is in `{name}`; set it."))
            }
        });
        pieces.collect()
    }
}

impl Credential {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        Ok(Self {
            place: Place::of(at)?,
            name: string(at, "name")?,
            scheme: text(at, "scheme"),
            issued: is_true(at, "issued"),
        })
    }
}

impl Place {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        match string(at, "in")?.as_str() {
            "query" => Ok(Self::Query),
            "header" => Ok(Self::Header),
            "cookie" => Ok(Self::Cookie),
            _ => Err(InvalidDescription("in")),
        }
    }

    /// Returns the place as a sentence names it.
    pub(super) fn shown(self) -> &'static str {
        match self {
            Self::Query => "query parameter",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// Returns the name of the place in problem documents.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

impl TokenEndpoint {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        Ok(Self {
            upstream: Upstream::of(at)?,
            media_type: string(at, "mediaType")?,
            grant: string(at, "grant")?,
            token: at.get("token").map(TokenPlaces::of).unwrap_or_default(),
        })
    }
}

impl TokenPlaces {
    fn of(at: &Value) -> Self {
        let path = |key: &str| {
            let steps = at.get(key)?.as_array()?.iter();
            let step = |step: &Value| match step {
                Value::String(key) => Some(Step::Key(key.clone())),
                step => usize::try_from(step.as_u64()?).ok().map(Step::Index),
            };
            steps.map(step).collect()
        };
        Self {
            token: path("token"),
            expires_in: path("expiresIn"),
            expires_at: path("expiresAt"),
        }
    }
}

impl Operation {
    fn of(api: usize, at: &Value) -> Result<Self, InvalidDescription> {
        let method = string(at, "method")?;
        let response = at.get("response").ok_or(InvalidDescription("response"))?;
        let status = response.get("status").and_then(Value::as_u64);
        Ok(Self {
            api,
            id: string(at, "id")?,
            method: method.parse().map_err(|_| InvalidDescription("method"))?,
            path: path(at),
            shown_path: string(at, "shownPath")?,
            parameters: list(at, "parameters")
                .iter()
                .map(Parameter::of)
                .collect::<Result<_, _>>()?,
            body: at.get("body").map(BodyShape::of).transpose()?,
            token: at.get("token").map(TokenPlaces::of),
            response: DescribedResponse {
                status: status
                    .and_then(|status| u16::try_from(status).ok())
                    .unwrap_or(200),
                media_type: text(response, "mediaType").unwrap_or_default(),
                body: text(response, "body").unwrap_or_default(),
            },
            long_running: is_true(at, "longRunning"),
            error: text(at, "error"),
        })
    }
}

impl Parameter {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        Ok(Self {
            place: Place::of(at)?,
            name: string(at, "name")?,
            required: is_true(at, "required"),
            constant: text(at, "constant"),
            names: match text(at, "style").as_deref() {
                Some("members") => Names::Members,
                Some("fields") => Names::Any,
                _ => Names::Own,
            },
            schema: at.get("schema").cloned(),
        })
    }
}

impl BodyShape {
    fn of(at: &Value) -> Result<Self, InvalidDescription> {
        let fields = at.get("fields").and_then(Value::as_array);
        let fields = fields.map(|fields| {
            let fields = fields
                .iter()
                .map(|at| Ok((string(at, "name")?, is_true(at, "required"))));
            fields.collect::<Result<_, _>>()
        });
        Ok(Self {
            media_type: string(at, "mediaType")?,
            required: is_true(at, "required"),
            schema: at.get("schema").cloned(),
            fields: fields.transpose()?,
        })
    }
}

/// Returns the pieces of a path, which starts with a slash.
fn path(at: &Value) -> Vec<Option<String>> {
    let pieces = list(at, "path").iter();
    let mut pieces: Vec<Option<String>> = pieces.map(|piece| piece.as_str().map(str::to_owned)).collect();
    match pieces.first_mut() {
        Some(Some(text)) if text.starts_with('/') => {}
        Some(Some(text)) => text.insert(0, '/'),
        Some(None) | None => pieces.insert(0, Some("/".to_owned())),
    }
    pieces
}

fn list<'v>(at: &'v Value, key: &str) -> &'v [Value] {
    at.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(at: &Value, key: &str) -> Option<String> {
    at.get(key)?.as_str().map(str::to_owned)
}

fn string(at: &Value, key: &'static str) -> Result<String, InvalidDescription> {
    text(at, key).ok_or(InvalidDescription(key))
}

fn is_true(at: &Value, key: &str) -> bool {
    at.get(key) == Some(&Value::Bool(true))
}

impl fmt::Display for InvalidDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid description of fake APIs: `{}`", self.0)
    }
}

impl std::error::Error for InvalidDescription {}

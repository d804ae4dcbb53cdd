//! Requests of consumed operations: inputs, path, constants and body.

mod body;
mod callers;
mod escape;
mod multipart;
mod parameters;
mod path;
mod raw;

use std::collections::{BTreeSet, HashMap};

use super::apis::Pairs;
use super::arguments;
use super::authentication::ApiKeys;
use super::context::Context;
use crate::diagnostic::{Diagnostic, codes};
use crate::index::{IndexedApi, IndexedOperation, Name, Site};
use crate::method::Method;
use crate::model::{Body, JsonTemplate, Piece, Place, Template, TypeId, renumbered};
use crate::source::Span;
use crate::spec::Text;
use crate::spelling::{Names, folded};
use crate::template::{Notation, Part};
use crate::token_endpoint::{Issued, issued};

/// The request of a consumed operation.
pub(super) struct Request {
    pub path: Template,
    pub shown_path: String,
    /// Constant query parameters.
    pub query: Pairs,
    /// Constant headers.
    pub headers: Pairs,
    /// Values computed from inputs: place, wire name and template.
    pub computed: Vec<(Place, String, Template)>,
    pub inputs: Vec<Input>,
    pub body: Body,
    /// Whether the operation requests a token by its declaration, so that it may be retried: a retry returns a second token, which has no
    /// other effect.
    pub requests_token: bool,
}

/// An input of a request.
#[derive(Clone)]
pub(super) struct Input {
    /// Name on the wire.
    pub name: String,
    pub place: Place,
    pub value_type: TypeId,
    /// Whether the type is assumed, so that callers decide it.
    assumed: bool,
    pub required: bool,
    pub description: String,
    /// Whether it is the whole body.
    pub whole_body: bool,
}

impl Request {
    /// Returns whether the method has a params struct, as in [`crate::model::Operation::is_positional`].
    pub(super) fn has_params(&self) -> bool {
        let required = self.inputs.iter().filter(|input| input.required).count();
        required < self.inputs.len() || required > 3
    }
}

impl Request {
    /// Returns the parameters of a flow, which are its inputs.
    pub(super) fn of_inputs(inputs: &[arguments::Input]) -> Self {
        let inputs = inputs.iter().map(|input| Input {
            name: input.name.clone(),
            place: Place::Template,
            value_type: input.value_type,
            assumed: false,
            required: input.required,
            description: input.description.clone(),
            whole_body: input.whole_body,
        });
        Self {
            path: Template::new(),
            shown_path: String::new(),
            query: Pairs::new(),
            headers: Pairs::new(),
            computed: Vec::new(),
            inputs: inputs.collect(),
            body: Body::None,
            requests_token: false,
        }
    }
}

/// Resolves the request of an operation: its own parameters, then API keys in the body, then the parameters that only callers have.
pub(super) fn request(
    cx: &mut Context<'_>,
    api: &IndexedApi<'_>,
    declared: &IndexedOperation<'_>,
    keys: &ApiKeys,
    callers: &[&Site<'_>],
) -> Request {
    let IndexedOperation { resource, operation } = declared;
    let mut draft = Draft::new(cx, keys);
    draft.parameters(api.api, resource, operation);
    let (path, shown_path) = draft.path(resource, operation);
    let body = draft.body(operation);
    let (inputs, body) = draft.with_files(operation, &path, body);
    let mut headers = draft.headers;
    if matches!(body, Body::Multipart(_)) {
        // The content type of a form with parts has a boundary, which the spec cannot know.
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    }
    let parts = without_unused(Parts {
        path,
        computed: draft.computed,
        inputs,
        body,
    });
    let method = operation.method.value;
    let request = Request {
        requests_token: requests_token(method, &shown_path, &parts.inputs),
        path: parts.path,
        shown_path,
        query: draft.query,
        headers,
        computed: parts.computed,
        inputs: parts.inputs,
        body: with_keys(parts.body, method, keys),
    };
    let id = api.id(operation);
    let request = callers::with_undeclared_inputs(request, method, &id, callers, cx.diagnostics);
    callers::typed_by_callers(request, callers, cx.binds)
}

/// Returns whether an operation requests a token. An operation with a refresh token is excluded, because a refresh token may be valid
/// once.
fn requests_token(method: Method, path: &str, inputs: &[Input]) -> bool {
    let refreshes = || inputs.iter().any(|input| folded(&input.name) == "refreshtoken");
    method == Method::Post && issued(path) == Some(Issued::AccessToken) && !refreshes()
}

/// The parts of a request with inputs.
struct Parts {
    path: Template,
    computed: Vec<(Place, String, Template)>,
    inputs: Vec<Input>,
    body: Body,
}

/// Removes the inputs that no part of the request uses, such as body parameters that a written body does not have.
fn without_unused(parts: Parts) -> Parts {
    let mut used = BTreeSet::new();
    let templates = parts.computed.iter().map(|(_, _, template)| template);
    for piece in templates.chain([&parts.path]).flatten() {
        used.extend(piece.input());
    }
    parts.body.visit(&mut |piece| used.extend(piece.input()));
    let (mut kept, mut positions) = (Vec::new(), Vec::new());
    for (index, input) in parts.inputs.into_iter().enumerate() {
        positions.push(kept.len());
        if input.place != Place::Template || used.contains(&index) {
            kept.push(input);
        }
    }
    if kept.len() == positions.len() {
        return Parts {
            inputs: kept,
            ..parts
        };
    }
    let position = |index: usize| positions.get(index).copied().unwrap_or(index);
    let computed = parts.computed.into_iter();
    Parts {
        path: renumbered(parts.path, &position),
        computed: computed
            .map(|(place, name, template)| (place, name, renumbered(template, &position)))
            .collect(),
        inputs: kept,
        body: parts.body.renumbered(&position),
    }
}

/// Adds API keys to the body of an operation that has one, or whose method has one.
fn with_keys(body: Body, method: Method, keys: &ApiKeys) -> Body {
    keys.body.iter().fold(body, |body, (name, value)| {
        let is_taken = match &body {
            Body::None => !method.has_body(),
            Body::Json(JsonTemplate::Object(fields)) | Body::Form(fields) => {
                fields.iter().any(|(known, _)| known == name)
            }
            Body::Json(_) | Body::Multipart(_) | Body::Text { .. } => false,
        };
        if is_taken {
            return body;
        }
        body.with_field(name, JsonTemplate::Text(value.clone()))
            .unwrap_or_else(|body| body)
    })
}

impl Input {
    /// Creates an input of any type.
    pub(super) fn any(name: &str) -> Self {
        Self::undeclared(name, Place::Template, TypeId::ANY)
    }

    /// Creates an undeclared input.
    fn undeclared(name: &str, place: Place, value_type: TypeId) -> Self {
        Self {
            name: name.to_owned(),
            place,
            value_type,
            assumed: true,
            required: false,
            description: String::new(),
            whole_body: false,
        }
    }
}

/// The meaning of an undeclared name in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    /// A required string of the path.
    Path,
    /// An optional value of any type.
    Value,
}

/// A request while its parts are resolved, which may add inputs.
struct Draft<'d, 'a> {
    cx: &'d mut Context<'a>,
    keys: &'d ApiKeys,
    inputs: Vec<Input>,
    /// The names of `inputs`.
    names: Names,
    /// The first path input of each name.
    in_path: HashMap<String, usize>,
    /// The constants of the path, encoded.
    fixed_in_path: HashMap<String, Template>,
    query: Pairs,
    headers: Pairs,
    computed: Vec<(Place, String, Template)>,
    /// The `in: body` inputs.
    fields: Vec<usize>,
    /// The `in: formData` inputs.
    form: Vec<usize>,
    /// Constant fields of the body.
    constants: Vec<(String, JsonTemplate)>,
    /// The inputs that are declared as files.
    files: BTreeSet<usize>,
}

impl<'d, 'a> Draft<'d, 'a> {
    fn new(cx: &'d mut Context<'a>, keys: &'d ApiKeys) -> Self {
        Self {
            cx,
            keys,
            inputs: Vec::new(),
            names: Names::default(),
            in_path: HashMap::new(),
            fixed_in_path: HashMap::new(),
            query: Pairs::new(),
            headers: Pairs::new(),
            computed: Vec::new(),
            fields: Vec::new(),
            form: Vec::new(),
            constants: Vec::new(),
            files: BTreeSet::new(),
        }
    }

    /// Adds an input and returns its index.
    fn add(&mut self, input: Input) -> usize {
        let index = self.names.add(&input.name);
        if input.place == Place::Path {
            self.in_path.entry(input.name.clone()).or_insert(index);
        }
        self.inputs.push(input);
        index
    }

    /// Resolves the names in a template. Undeclared inputs are added.
    fn template(&mut self, text: &Text, notation: Notation, hole: Hole) -> Template {
        let mut pieces = Template::new();
        for part in self.cx.parts(text, notation) {
            match part {
                Part::Text(text) => pieces.push(Piece::Text(text)),
                Part::Hole(name) => match self.fixed_in_path.get(&name).filter(|_| hole == Hole::Path) {
                    Some(fixed) => pieces.extend(fixed.iter().cloned()),
                    None => pieces.push(self.hole(&name, text.span, hole)),
                },
            }
        }
        pieces
    }

    fn hole(&mut self, name: &str, span: Span, hole: Hole) -> Piece {
        if hole == Hole::Path {
            if let Some(key) = self.keys.path.get(name) {
                return key.clone();
            }
            if let Some(index) = self.in_path.get(name) {
                return self.known(*index, hole);
            }
        }
        if let Some(index) = self.names.exact(name) {
            return self.known(index, hole);
        }
        match self.cx.binds.classify(name) {
            Name::Variable(variable) => self.cx.variable(variable),
            Name::Undeclared(variable) if hole != Hole::Path || name.contains('.') => {
                self.cx.undeclared(variable, span)
            }
            Name::Undeclared(_) => self.input(name, span, hole),
            Name::Input(name) => self.input(&name, span, hole),
        }
    }

    /// Returns a known input as a piece. Inputs of the path are required.
    fn known(&mut self, index: usize, hole: Hole) -> Piece {
        if let Some(input) = self.inputs.get_mut(index) {
            input.required |= hole == Hole::Path;
        }
        Piece::Input(index)
    }

    fn input(&mut self, name: &str, span: Span, hole: Hole) -> Piece {
        if let Some(index) = self.names.find(name) {
            return self.known(index, hole);
        }
        let input = if hole == Hole::Path {
            let message = format!("undeclared placeholder `{{{name}}}`; it is read as a required string");
            let help = format!("add `{{name: {name}, in: path}}` to `inputParameters`");
            let diagnostic = Diagnostic::new(codes::PLACEHOLDER_UNDECLARED, span, message);
            self.cx.diagnostics.push_alike(diagnostic.help(help));
            Input {
                required: true,
                ..Input::undeclared(name, Place::Path, TypeId::STRING)
            }
        } else {
            Input::undeclared(name, Place::Template, TypeId::ANY)
        };
        Piece::Input(self.add(input))
    }
}

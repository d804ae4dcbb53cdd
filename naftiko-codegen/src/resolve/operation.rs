//! Consumed operations: inputs, path, constants, body and payload.

use super::beside::{beside, holes};
use super::body::{self, Outcome};
use super::context::{Context, Hole};
use super::drafts::{Drafts, value_type};
use super::prune;
use super::repeatable::is_repeatable;
use super::template::{self, Notation, Part};
use crate::diagnostic::{Diagnostic, codes};
use crate::document::{
    ConsumedApi, ConsumedOperation, ConsumedResource, Parameter, Place as Declared, RawFormat, Text,
};
use crate::model::{
    Body, Format, Input, JsonTemplate, Operation, Payload, Piece, Place, Template, ValueType,
};
use crate::source::Spanned;

/// What an operation's parameters come to.
#[derive(Default)]
struct Collected {
    drafts: Drafts,
    query: Vec<(String, Template)>,
    headers: Vec<(String, Template)>,
    computed: Vec<(Place, String, Template)>,
    /// Indexes of `in: body` inputs.
    fields: Vec<usize>,
    /// Constant fields of the body.
    constants: Vec<(String, JsonTemplate)>,
    /// Indexes of `in: formData` inputs.
    form: Vec<usize>,
    /// Names of the path's placeholders.
    placeholders: Vec<String>,
    file: bool,
}

/// Resolves one operation; names follow when all of the API's are known.
pub(super) fn operation(
    context: &mut Context<'_>,
    api: &ConsumedApi,
    resource: &ConsumedResource,
    operation: &ConsumedOperation,
) -> Operation {
    let mut collected = Collected {
        placeholders: placeholders(resource, operation),
        ..Collected::default()
    };
    let body_holes = operation.body.as_ref().and_then(holes);
    for parameter in parameters(context, api, resource, operation) {
        if beside(context, parameter, body_holes.as_deref()) {
            continue;
        }
        collected.parameter(context, parameter);
    }
    let (path, shown_path) = collected.path(context, resource, operation);
    let (body, unsupported) = collected.body(context, operation);
    let (payload, format) = payload(context, operation);

    let text = |text: &Option<Text>| text.as_ref().map_or_else(String::new, |text| text.value.clone());
    let mut resolved = Operation {
        name: operation.name.value.clone(),
        id: format!("{}.{}", api.namespace.value, operation.name.value),
        method_name: String::new(),
        static_name: String::new(),
        params_name: None,
        title: text(&operation.display),
        description: text(&operation.description),
        method: operation.method.value.as_str().to_owned(),
        path,
        shown_path,
        query: collected.query,
        headers: collected.headers,
        inputs: collected.drafts.finish(),
        computed: collected.computed,
        body,
        payload,
        mints_tokens: false,
        repeatable: false,
        format,
        unsupported,
    };
    if resolved.unsupported.is_none() {
        prune::prune(&mut resolved);
    }
    resolved.repeatable = is_repeatable(&resolved);
    resolved
}

/// What a response carries, and how it becomes JSON.
fn payload(context: &mut Context<'_>, operation: &ConsumedOperation) -> (Payload, Option<Format>) {
    let Some(declared) = &operation.raw_format else {
        return (Payload::Json, None);
    };
    let name = match declared.value {
        RawFormat::Json => return (Payload::Json, None),
        RawFormat::Binary => return (Payload::Bytes, None),
        RawFormat::Text => return (Payload::Text, None),
        RawFormat::Avro | RawFormat::Protobuf => {
            let message = format!(
                "responses in `{:?}` are not converted to JSON yet",
                declared.value
            );
            let finding = Diagnostic::new(codes::NOT_GENERATED, declared.span, message);
            context
                .diagnostics
                .push(finding.help("the method answers with the bytes as they are"));
            return (Payload::Bytes, None);
        }
        RawFormat::Xml => "Xml",
        RawFormat::Csv => "Csv",
        RawFormat::Tsv => "Tsv",
        RawFormat::Psv => "Psv",
        RawFormat::Yaml => "Yaml",
        RawFormat::Html => "Html",
        RawFormat::Markdown => "Markdown",
    };
    let feature = if matches!(name, "Tsv" | "Psv") {
        "csv".to_owned()
    } else {
        name.to_lowercase()
    };
    let message = format!(
        "responses in `{}` need the feature `{feature}` of the crate naftiko",
        name.to_lowercase()
    );
    let finding = Diagnostic::new(codes::FEATURE_NEEDED, declared.span, message);
    context.diagnostics.push_once(finding.help(format!(
        "naftiko = {{ version = \"…\", features = [\"{feature}\"] }}"
    )));
    let schema = operation
        .output_schema
        .as_ref()
        .map(|schema| schema.value.clone());
    (Payload::Json, Some(Format { name, schema }))
}

/// The parameters of all three levels; inner ones replace outer ones of the same name and place. Constants of the API as a whole
/// are not among them.
fn parameters<'d>(
    context: &mut Context<'_>,
    api: &'d ConsumedApi,
    resource: &'d ConsumedResource,
    operation: &'d ConsumedOperation,
) -> Vec<&'d Parameter> {
    let mut all: Vec<&Parameter> = Vec::new();
    for (level, parameters) in [&api.inputs, &resource.inputs, &operation.inputs]
        .into_iter()
        .enumerate()
    {
        let mut own: Vec<&Parameter> = Vec::new();
        for parameter in parameters {
            if level == 0 && parameter.value.is_some() {
                continue;
            }
            if let Some(first) = own.iter().find(|known| same(known, parameter)) {
                let message = format!("the parameter `{}` is declared twice", parameter.name.value);
                let finding = Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message)
                    .related(first.name.span, "first here");
                context
                    .diagnostics
                    .push_alike(finding.help("remove one of the two"));
                continue;
            }
            own.push(parameter);
        }
        all.retain(|outer| !own.iter().any(|inner| same(outer, inner)));
        all.extend(own);
    }
    all
}

fn same(one: &Parameter, other: &Parameter) -> bool {
    let place = |parameter: &Parameter| parameter.place.as_ref().map(|place| place.value);
    one.name.value == other.name.value && place(one) == place(other)
}

impl Collected {
    fn parameter(&mut self, context: &mut Context<'_>, parameter: &Parameter) {
        let declared = parameter.place.as_ref().map(|place| place.value);
        let name = parameter.name.value.clone();
        if declared == Some(Declared::Environment) {
            return;
        }
        if let Some(value) = &parameter.value {
            self.valued(context, parameter, declared, value);
            return;
        }
        let place = match declared {
            Some(Declared::Path) => Place::Path,
            Some(Declared::Header) => Place::Header,
            Some(Declared::Cookie) => Place::Cookie,
            Some(Declared::Body | Declared::Form | Declared::Environment) => Place::Template,
            None if self.placeholders.contains(&name) => Place::Path,
            Some(Declared::Query) | None => Place::Query,
        };
        let kind = parameter.data_type.as_ref().map(|kind| kind.value);
        self.file |= kind == Some(crate::document::DataType::File);
        let undeclared = if declared == Some(Declared::Body) {
            ValueType::Any
        } else {
            ValueType::String
        };
        let input = Input {
            name,
            ident: String::new(),
            place,
            value_type: kind.map_or(undeclared, value_type),
            typed: kind.is_some(),
            required: place == Place::Path
                || parameter.required.as_ref().is_some_and(|required| required.value),
            description: parameter
                .description
                .as_ref()
                .map_or_else(String::new, |text| text.value.clone()),
            whole_body: false,
        };
        let index = self.drafts.push(input);
        match declared {
            Some(Declared::Body) => self.fields.push(index),
            Some(Declared::Form) => self.form.push(index),
            _ => {}
        }
    }

    /// A parameter whose value the spec gives: a constant, or a text made of the caller's inputs.
    fn valued(
        &mut self,
        context: &mut Context<'_>,
        parameter: &Parameter,
        place: Option<Declared>,
        value: &crate::yaml::Node,
    ) {
        let name = parameter.name.value.clone();
        if matches!(place, Some(Declared::Body | Declared::Form)) {
            let value = body::json(context, value, &mut self.drafts);
            self.constants.push((name, value));
            return;
        }
        let text = value
            .to_text()
            .unwrap_or_else(|| Spanned::new(value.to_json().to_string(), value.span));
        let template = context.template(&text, Notation::Double, Hole::Value, &mut self.drafts);
        let fixed = !template.iter().any(|piece| matches!(piece, Piece::Input(_)));
        match place {
            Some(Declared::Header) if fixed => self.headers.push((name, template)),
            Some(Declared::Header) => self.computed.push((Place::Header, name, template)),
            Some(Declared::Cookie) => self.computed.push((Place::Cookie, name, template)),
            _ if fixed => self.query.push((name, template)),
            _ => self.computed.push((Place::Query, name, template)),
        }
    }

    /// The path with its holes, and as the documentation shows it. Query pairs in it are constants; fragments are dropped.
    fn path(
        &mut self,
        context: &mut Context<'_>,
        resource: &ConsumedResource,
        operation: &ConsumedOperation,
    ) -> (Template, String) {
        let written = joined(
            &resource.path.value,
            operation.path.as_ref().map(|path| path.value.as_str()),
        );
        let span = operation
            .path
            .as_ref()
            .map_or(resource.path.span, |path| path.span);
        let without_fragment = written.split('#').next().unwrap_or_default();
        let (path, query) = without_fragment
            .split_once('?')
            .map_or((without_fragment, None), |(path, query)| (path, Some(query)));
        for pair in query
            .into_iter()
            .flat_map(|query| query.split('&'))
            .filter(|pair| !pair.is_empty())
        {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let text = Spanned::new(value.to_owned(), span);
            let template = context.template(&text, Notation::Braces, Hole::Value, &mut self.drafts);
            if template.iter().any(|piece| matches!(piece, Piece::Input(_))) {
                self.computed.push((Place::Query, name.to_owned(), template));
            } else {
                self.query.push((name.to_owned(), template));
            }
        }
        let mut shown = String::from("/");
        shown.push_str(path.trim_start_matches('/'));
        let mut template = context.template(
            &Spanned::new(shown.clone(), span),
            Notation::Braces,
            Hole::Path,
            &mut self.drafts,
        );
        self.homeless(context, operation, &mut template, &mut shown);
        (template, shown_braces(&shown))
    }

    /// Path parameters that the path has no place for are appended.
    fn homeless(
        &mut self,
        context: &mut Context<'_>,
        operation: &ConsumedOperation,
        template: &mut Template,
        shown: &mut String,
    ) {
        let homeless: Vec<(usize, String)> = self
            .drafts
            .iter()
            .filter(|(index, input)| input.place == Place::Path && !template.contains(&Piece::Input(*index)))
            .map(|(index, input)| (index, input.name.clone()))
            .collect();
        for (index, name) in homeless {
            let span = operation
                .inputs
                .iter()
                .find(|input| input.name.value == name)
                .map_or(operation.span, |input| input.name.span);
            if shown.ends_with('/') {
                shown.pop();
                trim_slash(template);
            }
            let written = shown_braces(shown);
            shown.extend(["/{", &name, "}"]);
            let message =
                format!("`{name}` is a path parameter, but the path `{written}` has no `{{{name}}}`");
            let help = format!(
                "write the path as `{}`: that is what is called",
                shown_braces(shown)
            );
            context
                .diagnostics
                .push_alike(Diagnostic::new(codes::PATH_PARAMETER_HOMELESS, span, message).help(help));
            template.extend([Piece::Text("/".to_owned()), Piece::Input(index)]);
        }
    }

    fn body(&mut self, context: &mut Context<'_>, operation: &ConsumedOperation) -> (Body, Option<String>) {
        if self.file {
            let reason = "bodies with files are not generated yet";
            context.diagnostics.push(Diagnostic::new(
                codes::NOT_GENERATED,
                operation.name.span,
                format!("{reason}: `{}`", operation.name.value),
            ));
            return (Body::None, Some(reason.to_owned()));
        }
        if let Some(declared) = &operation.body {
            let media_type = self
                .headers
                .iter()
                .position(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            let media_type = media_type.and_then(|index| {
                match self.headers.get(index).map(|(_, template)| template.as_slice()) {
                    Some([Piece::Text(text)]) => Some(text.clone()),
                    _ => None,
                }
            });
            return match body::declared(
                context,
                declared,
                media_type.as_deref(),
                &self.fields,
                &mut self.drafts,
            ) {
                Outcome::Body(body) => (body, None),
                Outcome::Unsupported(reason) => {
                    context.diagnostics.push(Diagnostic::new(
                        codes::NOT_GENERATED,
                        declared.span,
                        reason.clone(),
                    ));
                    (Body::None, Some(reason))
                }
            };
        }
        if !self.form.is_empty() {
            let field = |index: &usize| {
                (
                    self.drafts
                        .iter()
                        .nth(*index)
                        .map_or_else(String::new, |(_, input)| input.name.clone()),
                    JsonTemplate::Input(*index),
                )
            };
            return (Body::Form(self.form.iter().map(field).collect()), None);
        }
        let mut body = body::from_parameters(&self.fields, &mut self.drafts);
        if !self.constants.is_empty() {
            let constants = std::mem::take(&mut self.constants);
            body = match body {
                Body::Json(JsonTemplate::Object(mut fields)) => {
                    fields.extend(constants);
                    Body::Json(JsonTemplate::Object(fields))
                }
                _ => Body::Json(JsonTemplate::Object(constants)),
            };
        }
        (body, None)
    }
}

/// An operation's own path stands alone when it repeats the resource's, and is appended to it otherwise.
fn joined(resource: &str, own: Option<&str>) -> String {
    match own {
        None => resource.to_owned(),
        Some(own) if own.starts_with(resource) => own.to_owned(),
        Some(own) => format!(
            "{}/{}",
            resource.trim_end_matches('/'),
            own.trim_start_matches('/')
        ),
    }
}

/// The names of a path's placeholders.
fn placeholders(resource: &ConsumedResource, operation: &ConsumedOperation) -> Vec<String> {
    let own = operation.path.as_ref().map(|path| path.value.as_str());
    let parts = template::parse(&joined(&resource.path.value, own), Notation::Braces).parts;
    let holes = parts.into_iter().filter_map(|part| match part {
        Part::Hole(name) => Some(name),
        Part::Text(_) => None,
    });
    holes.collect()
}

fn trim_slash(template: &mut Template) {
    if let Some(Piece::Text(text)) = template.last_mut() {
        text.pop();
        if text.is_empty() {
            template.pop();
        }
    }
}

/// Every hole in single braces.
fn shown_braces(path: &str) -> String {
    let parts = template::parse(path, Notation::Braces).parts;
    parts
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text,
            Part::Hole(name) => format!("{{{name}}}"),
        })
        .collect()
}

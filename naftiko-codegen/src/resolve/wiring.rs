//! What an adapter's operation passes to the operation it calls, and which inputs it takes for that.

use super::binds::{Binds, Name, is_caller};
use super::constants::{structured, typed};
use super::drafts::{find, value_type};
use super::extras::alike;
use super::template::{self, Notation, Part};
use super::unfed::unknown;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::document::{Action, Parameter, Place as Declared};
use crate::model::{Argument, ExposedInput, Input, Operation, Piece, Place, Source, ValueType, Variable};
use crate::names::Scope;
use crate::source::Span;
use crate::yaml::Node;

/// Where inputs come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Surface<'a> {
    /// Placeholders of the route, and whether the method has a body.
    Rest {
        placeholders: &'a [String],
        has_body: bool,
    },
    Mcp,
    /// Placeholders of the URI, and nothing else.
    Resource,
}

/// Everything that is known while one exposed operation is wired.
pub(super) struct Wiring<'a> {
    pub surface: Surface<'a>,
    /// Namespace of the adapter.
    pub namespace: &'a str,
    pub binds: &'a Binds,
    pub diagnostics: &'a mut Diagnostics,
    pub inputs: Vec<ExposedInput>,
    /// Where each input is declared, if it is.
    pub spans: Vec<Option<Span>>,
    /// Variables that constants of `with` name.
    pub variables: Vec<Variable>,
}

impl<'a> Wiring<'a> {
    /// Starts with the inputs that the adapter declares.
    pub(super) fn new(
        surface: Surface<'a>,
        namespace: &'a str,
        declared: &[&Parameter],
        binds: &'a Binds,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let mut wiring = Self {
            surface,
            namespace,
            binds,
            diagnostics,
            inputs: Vec::new(),
            spans: Vec::new(),
            variables: Vec::new(),
        };
        for parameter in declared {
            wiring.declare(parameter);
        }
        wiring
    }

    fn declare(&mut self, parameter: &Parameter) {
        if self.inputs.iter().any(|input| input.name == parameter.name.value) {
            let message = format!("the input `{}` is declared twice", parameter.name.value);
            self.diagnostics.push(
                Diagnostic::new(codes::PARAMETER_DUPLICATE, parameter.name.span, message)
                    .help("remove one of the two"),
            );
            return;
        }
        let name = parameter.name.value.clone();
        let source = self.declared_source(parameter, &name);
        let required = match self.surface {
            Surface::Rest { .. } => {
                parameter.required.as_ref().is_some_and(|required| required.value)
                    || matches!(source, Source::Path(_))
            }
            Surface::Mcp | Surface::Resource => {
                parameter.required.as_ref().is_none_or(|required| required.value)
            }
        };
        self.spans.push(Some(parameter.span));
        self.inputs.push(ExposedInput {
            name,
            ident: String::new(),
            source,
            value_type: parameter
                .data_type
                .as_ref()
                .map_or(ValueType::String, |kind| value_type(kind.value)),
            required,
            description: parameter
                .description
                .as_ref()
                .map_or_else(String::new, |text| text.value.clone()),
            whole_body: false,
            text_items: false,
        });
    }

    fn declared_source(&self, parameter: &Parameter, name: &str) -> Source {
        let Surface::Rest { placeholders, .. } = self.surface else {
            return Source::Field(name.to_owned());
        };
        let own = || name.to_owned();
        match parameter.place.as_ref().map(|place| place.value) {
            Some(Declared::Query) => Source::Query(own()),
            Some(Declared::Header) => Source::Header(own()),
            Some(Declared::Cookie) => Source::Cookie(own()),
            Some(Declared::Body | Declared::Form | Declared::Environment) => Source::Field(own()),
            Some(Declared::Path) | None => {
                match placeholders.iter().find(|placeholder| alike(placeholder, name)) {
                    Some(placeholder) => Source::Path(placeholder.clone()),
                    None => Source::Query(own()),
                }
            }
        }
    }

    /// One argument for each input of the called operation.
    pub(super) fn wire(
        &mut self,
        action: &Action,
        declared: &[&Parameter],
        operation: &Operation,
    ) -> Vec<Argument> {
        let takes_more = !matches!(self.surface, Surface::Resource);
        let inherits_all = takes_more && action.with.is_empty() && declared.is_empty();
        let mut arguments = Vec::new();
        for target in &operation.inputs {
            let with = find(
                action.with.iter().map(|with| with.name.value.as_str()),
                &target.name,
            )
            .and_then(|index| action.with.get(index));
            let argument = if let Some(with) = with {
                self.passed(&with.value, target)
            } else if let Some(index) = self.same_name(declared, target, operation) {
                Argument::Input(index)
            } else if inherits_all
                || target.required
                || takes_more && target.place == Place::Template
                || self.is_placeholder(&target.name)
            {
                let mut said = action.call.as_ref().map(|call| call.span);
                if target.required && !inherits_all && !self.is_placeholder(&target.name) {
                    self.unfed(action, target, operation);
                    said = None;
                }
                Argument::Input(self.infer(&target.name, target, said))
            } else {
                Argument::Absent
            };
            self.agree(&argument, target);
            arguments.push(argument);
        }
        arguments
    }

    fn is_placeholder(&self, name: &str) -> bool {
        matches!(self.surface, Surface::Rest { placeholders, .. } if placeholders.iter().any(|placeholder| alike(placeholder, name)))
    }

    /// A declared input that feeds the target by its name, or by the wild dialect's `mapping`.
    fn same_name(&self, declared: &[&Parameter], target: &Input, operation: &Operation) -> Option<usize> {
        let mapped = declared.iter().find(|parameter| {
            parameter
                .mapping
                .as_ref()
                .is_some_and(|mapping| mapping.value == target.name)
        });
        let name = mapped.map_or(target.name.as_str(), |parameter| parameter.name.value.as_str());
        let index = find(self.inputs.iter().map(|input| input.name.as_str()), name)?;
        let found = self.inputs.get(index)?;
        // An input that another parameter is called exactly like is that one's, not this one's.
        let taken = found.name != name && operation.inputs.iter().any(|other| other.name == found.name);
        (!taken).then_some(index)
    }

    /// A value of `with`: a reference to an input, a template, or a constant.
    fn passed(&mut self, value: &Node, target: &Input) -> Argument {
        let Some(text) = value.as_str() else {
            return Argument::Constant(structured(value, target.value_type));
        };
        if let Some((prefix, name)) = text.split_once('.') {
            if prefix == self.namespace {
                return Argument::Input(self.named(name, target, value.span));
            }
            if is_caller(prefix) && !name.contains(char::is_whitespace) {
                let message =
                    format!("`{prefix}.` is not the adapter's namespace; the caller's inputs are meant");
                let help = format!("write `{}.{name}`", self.namespace);
                self.diagnostics
                    .push_once(Diagnostic::new(codes::INPUT_ALIAS, value.span, message).help(help));
                return Argument::Input(self.named(name, target, value.span));
            }
            if prefix == "env"
                && let Name::Variable(variable) | Name::Undeclared(variable) = self.binds.classify(text)
            {
                let name = variable.name.clone();
                self.variables.push(variable);
                return Argument::Text(vec![Piece::Variable(name)]);
            }
        }
        let parsed = template::parse(text, Notation::Double);
        if !parsed.has_holes() {
            return Argument::Constant(typed(value, target.value_type));
        }
        if let Some(name) = parsed.sole_hole()
            && let Name::Input(name) = self.binds.classify(name)
        {
            return Argument::Input(self.named(&name, target, value.span));
        }
        Argument::Text(
            parsed
                .parts
                .into_iter()
                .map(|part| self.piece(part, target, value.span))
                .collect(),
        )
    }

    fn piece(&mut self, part: Part, target: &Input, span: Span) -> Piece {
        match part {
            Part::Text(text) => Piece::Text(text),
            Part::Hole(name) => match self.binds.classify(&name) {
                Name::Input(name) => Piece::Input(self.named(&name, target, span)),
                Name::Variable(variable) | Name::Undeclared(variable) => {
                    let name = variable.name.clone();
                    self.variables.push(variable);
                    Piece::Variable(name)
                }
            },
        }
    }

    /// The caller's input of that name, declared or taken over from the target.
    fn named(&mut self, name: &str, target: &Input, span: Span) -> usize {
        let found = find(self.inputs.iter().map(|input| input.name.as_str()), name);
        // Two inputs that nobody declares may differ in nothing but case.
        let meant = |index: &usize| {
            let declared = self.spans.get(*index).is_some_and(Option::is_some);
            declared || self.inputs.get(*index).is_some_and(|input| input.name == name)
        };
        match found.filter(meant) {
            Some(index) => index,
            None => self.infer(name, target, Some(span)),
        }
    }

    fn infer(&mut self, name: &str, target: &Input, span: Option<Span>) -> usize {
        if let Some(index) = self.inputs.iter().position(|input| input.name == name) {
            return index;
        }
        if let Some(span) = span {
            self.undeclared(name, span);
        }
        let source = self.inferred_source(name, target);
        self.spans.push(None);
        self.inputs.push(ExposedInput {
            name: name.to_owned(),
            ident: String::new(),
            required: target.required || matches!(source, Source::Path(_)),
            source,
            value_type: target.value_type,
            description: target.description.clone(),
            whole_body: target.whole_body,
            text_items: target.place != Place::Template,
        });
        self.inputs.len() - 1
    }

    fn inferred_source(&self, name: &str, target: &Input) -> Source {
        let Surface::Rest {
            placeholders,
            has_body,
        } = self.surface
        else {
            return Source::Field(name.to_owned());
        };
        if let Some(placeholder) = placeholders.iter().find(|placeholder| alike(placeholder, name)) {
            return Source::Path(placeholder.clone());
        }
        match target.place {
            Place::Header => Source::Header(name.to_owned()),
            Place::Cookie => Source::Cookie(name.to_owned()),
            Place::Template if has_body && target.whole_body => Source::Body,
            Place::Template if has_body => Source::Field(name.to_owned()),
            Place::Path | Place::Query | Place::Template => Source::Query(name.to_owned()),
        }
    }

    /// Makes an input fit the parameter it feeds: required where that is, of a type that converts.
    fn agree(&mut self, argument: &Argument, target: &Input) {
        let Argument::Input(index) = argument else { return };
        let span = self.spans.get(*index).copied().flatten();
        let Some(input) = self.inputs.get_mut(*index) else {
            return;
        };
        input.required |= target.required;
        input.text_items |= target.place != Place::Template;
        if target.whole_body
            && matches!(input.source, Source::Field(_))
            && matches!(self.surface, Surface::Rest { .. })
        {
            input.source = Source::Body;
        }
        input.whole_body |= target.whole_body;
        if !converts(input.value_type, target.value_type) {
            if let Some(span) = span {
                let message = format!(
                    "the input `{}` is declared as {}, and `{}` takes {}",
                    input.name,
                    name(input.value_type),
                    target.name,
                    name(target.value_type)
                );
                self.diagnostics.push(
                    Diagnostic::new(codes::TYPE_CONFLICT, span, message)
                        .help("declare both alike; the operation's type is used"),
                );
            }
            input.value_type = target.value_type;
        }
    }

    /// The inputs with their Rust names.
    pub(super) fn finish(self) -> (Vec<ExposedInput>, Vec<Variable>) {
        let mut scope = Scope::locals();
        let named = |mut input: ExposedInput| {
            input.ident = scope.assign(&input.name);
            input
        };
        (self.inputs.into_iter().map(named).collect(), self.variables)
    }
}

/// Whether every value of one type is, or reads as, a value of the other.
fn converts(given: ValueType, wanted: ValueType) -> bool {
    given == wanted
        || matches!(wanted, ValueType::String | ValueType::Any)
        || wanted == ValueType::Object && given == ValueType::Any
}

fn name(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::String => "a string",
        ValueType::Integer => "an integer",
        ValueType::Number => "a number",
        ValueType::Boolean => "a boolean",
        ValueType::Array => "an array",
        ValueType::Object => "an object",
        ValueType::Any => "any value",
    }
}

impl Wiring<'_> {
    /// A part of a mock's text: only declared inputs can be filled in.
    pub(super) fn mock_piece(&mut self, part: Part, span: Span) -> Option<Piece> {
        match part {
            Part::Text(text) => Some(Piece::Text(text)),
            Part::Hole(name) => {
                let Name::Input(name) = self.binds.classify(&name) else {
                    return None;
                };
                let declared = self.inputs.iter().map(|input| input.name.as_str());
                self.diagnostics.extend(unknown(&name, declared.clone(), span));
                find(declared, &name).map(Piece::Input)
            }
        }
    }
}

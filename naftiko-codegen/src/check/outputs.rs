//! Paths of outputs that the schema of a response cannot have.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::index::{Index, Position};
use crate::json_path::{self, JsonPath, Step};
use crate::model::{Type, TypeId, Types};
use crate::openapi::{Answer, Described, Operation};
use crate::source::Span;
use crate::spec::{Output, Text};
use crate::yaml::Node;

/// The response of an operation, for the paths into it.
struct Response<'d> {
    types: &'d Types,
    /// The operation in the document.
    span: Span,
    diagnostics: &'d mut Diagnostics,
}

/// The types that a value may have; `None` for any.
type Possible = Option<Vec<TypeId>>;

/// Checks the outputs of consumed operations, and those that adapters map from responses.
pub(super) fn check(index: &Index<'_>, described: &Described, diagnostics: &mut Diagnostics) {
    for (api, indexed) in index.apis.iter().enumerate() {
        for (number, operation) in indexed.operations.iter().enumerate() {
            of_operation(
                (api, number),
                &operation.operation.outputs,
                described,
                diagnostics,
            );
        }
    }
    for site in &index.sites {
        let call = site.action.call.as_ref();
        let Some(position) = call.and_then(|call| index.find(call)) else {
            continue;
        };
        // Outputs of the called operation have paths of their own.
        let called = index.operation(position);
        if called.is_some_and(|(_, operation)| operation.outputs.is_empty()) {
            of_operation(position, &site.action.outputs, described, diagnostics);
        }
    }
}

fn of_operation(
    position: Position,
    outputs: &[Output],
    described: &Described,
    diagnostics: &mut Diagnostics,
) {
    let Some(found) = described.get(position) else {
        return;
    };
    let Some(Operation { answer, span, .. }) = found.operation() else {
        return;
    };
    if let Answer::Json { slot, .. } = answer {
        let mut response = Response {
            types: &found.document.types,
            span: *span,
            diagnostics,
        };
        for output in outputs {
            response.output(output, &Some(vec![slot.id]));
        }
    }
}

impl Response<'_> {
    /// Checks the paths of an output and its parts, which begin at a value.
    fn output(&mut self, output: &Output, from: &Possible) {
        let path = output.mapping.clone();
        let path = path.or_else(|| output.value.as_ref().and_then(Node::to_text));
        let path = path.filter(|path| path.value.starts_with('$'));
        let reached = match &path {
            Some(path) => self.path(path, from),
            // A constant, which no path reads.
            None if output.value.is_some() || output.constant.is_some() => return,
            None => from.clone(),
        };
        let Some(reached) = reached else { return };
        for property in output.properties.iter().flatten() {
            self.output(property, &Some(reached.clone()));
        }
        if let Some(items) = &output.items {
            let item = self.step(&reached, &Step::Each);
            self.output(items, &item);
        }
    }

    /// Returns the types at the end of a path. A step that no value has is reported.
    fn path(&mut self, path: &Text, from: &Possible) -> Possible {
        let Ok(JsonPath::Steps(steps)) = json_path::parse(&path.value) else {
            return None;
        };
        let mut at = from.clone()?;
        for step in &steps {
            let next = self.step(&at, step)?;
            if next.is_empty() {
                self.report(path, step);
                return None;
            }
            at = next;
        }
        Some(at)
    }

    fn report(&mut self, path: &Text, step: &Step) {
        let what = match step {
            Step::Key(key) => format!("a member `{key}`"),
            Step::Index(_) | Step::FromEnd(_) | Step::Each => "a list".to_owned(),
        };
        let message = format!(
            "the schema of the response does not have {what} at `{}`",
            path.value
        );
        let diagnostic = Diagnostic::new(codes::OUTPUT_UNDESCRIBED, path.span, message);
        let diagnostic = diagnostic.related(self.span, "the operation");
        self.diagnostics
            .push_once(diagnostic.help("correct the path, or the schema in the document"));
    }

    /// Returns the types that a step from a value of some types leads to; none if no value has the step.
    fn step(&self, from: &[TypeId], step: &Step) -> Possible {
        let (mut reached, mut seen) = (Vec::new(), HashSet::new());
        let mut pending = from.to_vec();
        while let Some(id) = pending.pop() {
            if !seen.insert(id) {
                continue;
            }
            match (self.types.get(id), step) {
                (Type::Record(item), Step::Key(key)) => {
                    let member = item.members.iter().find(|member| member.name == *key);
                    let slot = member.map(|member| member.slot);
                    reached.extend(slot.or(item.rest.as_ref().map(|(_, slot)| *slot)));
                }
                (Type::Map(slot), Step::Key(_))
                | (Type::List(slot), Step::Index(_) | Step::FromEnd(_) | Step::Each) => reached.push(*slot),
                (Type::Union(item), _) => {
                    pending.extend(item.variants.iter().map(|variant| variant.id));
                    pending.extend(item.fallback);
                }
                (Type::Untyped(_) | Type::Any | Type::Object | Type::Array | Type::File, _) => return None,
                _ => {}
            }
        }
        Some(reached.into_iter().map(|slot| slot.id).collect())
    }
}

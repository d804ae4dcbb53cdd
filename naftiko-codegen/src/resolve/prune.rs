//! Removal of inputs that no part of a request uses, such as body parameters that a written body does not have.

use std::collections::BTreeSet;

use crate::model::{Body, Content, Operation, Place, renumber};

/// Removes unused inputs and renumbers the others.
pub(super) fn prune(operation: &mut Operation) {
    let mut used = BTreeSet::new();
    visit(operation, &mut |index| {
        used.insert(*index);
    });
    let mut kept = Vec::new();
    let mut places = Vec::new();
    for (index, input) in std::mem::take(&mut operation.inputs).into_iter().enumerate() {
        let sent = input.place != Place::Template || used.contains(&index);
        places.push(sent.then_some(kept.len()));
        if sent {
            kept.push(input);
        }
    }
    operation.inputs = kept;
    visit(operation, &mut |index| {
        if let Some(Some(place)) = places.get(*index) {
            *index = *place;
        }
    });
}

fn visit(operation: &mut Operation, change: &mut impl FnMut(&mut usize)) {
    renumber(&mut operation.path, change);
    for (_, _, template) in &mut operation.computed {
        renumber(template, change);
    }
    match &mut operation.body {
        Body::None => {}
        Body::Json(template) => template.renumber(change),
        Body::Form(fields) => fields.iter_mut().for_each(|(_, value)| value.renumber(change)),
        Body::Multipart(parts) => parts.iter_mut().for_each(|part| {
            match &mut part.content {
                Content::Value(value) | Content::Json(value) => value.renumber(change),
                Content::Text(template, _) => renumber(template, change),
                Content::File(index) => change(index),
            }
            if let Some(name) = &mut part.file_name {
                name.renumber(change);
            }
        }),
        Body::Text { template, .. } => renumber(template, change),
    }
}

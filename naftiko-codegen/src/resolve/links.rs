//! Resolves which routes of a REST adapter serve what an API has at a path, for links in responses.

use std::collections::HashSet;

use crate::method::Method;
use crate::model::{
    Argument, Authentication, Client, Exposed, Forward, Link, Operation, Piece, Place, Route, Source, Target,
    TokenPlacement,
};

/// Returns the links of the routes in their order. Of routes for one path of an API, the first has it.
pub(super) fn links(routes: &[Route], forwards: &[Forward], clients: &[Client]) -> Vec<Link> {
    let routes = routes.iter().filter_map(|route| of_route(route, clients));
    let forwards = forwards.iter().filter_map(|forward| of_forward(forward, clients));
    let mut known = HashSet::new();
    routes
        .chain(forwards)
        .filter(|link| known.insert((link.api.clone(), shape(&link.path))))
        .collect()
}

/// Returns a path without the names of its placeholders.
fn shape(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |shape, piece| {
        let after = piece.split_once('}').map_or(piece, |(_, after)| after);
        format!("{shape}{{}}{after}")
    })
}

fn of_route(route: &Route, clients: &[Client]) -> Option<Link> {
    let Target::Call(call) = &route.operation.target else {
        return None;
    };
    let client = clients.get(call.client)?;
    let (operation, arguments) = (client.operations.get(call.operation)?, &call.arguments);
    let is_read = route.method == Method::Get && operation.method == Method::Get;
    if !is_read || !route.query.is_empty() || route.operation.issues_credentials {
        return None;
    }
    let path = path(operation, arguments, &route.operation)?;
    let placeholders = |text: &str| text.matches('{').count();
    if placeholders(&path) != placeholders(&route.pattern) {
        return None;
    }
    let mut omitted = sent_always(client);
    omitted.extend(operation.query.iter().map(|(name, _)| name.clone()));
    Some(Link {
        api: client.namespace.clone(),
        path,
        route: route.pattern.clone(),
        query: query(operation, arguments, &route.operation),
        omitted,
        any_query: false,
    })
}

fn of_forward(forward: &Forward, clients: &[Client]) -> Option<Link> {
    let client = clients.get(forward.client)?;
    let below = forward.below.as_ref()?;
    Some(Link {
        api: client.namespace.clone(),
        path: format!("/{{*{below}}}"),
        route: forward.pattern.clone(),
        query: Vec::new(),
        omitted: sent_always(client),
        any_query: true,
    })
}

/// Returns the path of the operation with the placeholders of the route; `None` if something else is in it.
fn path(operation: &Operation, arguments: &[Argument], exposed: &Exposed) -> Option<String> {
    let mut path = String::new();
    for piece in &operation.path {
        match piece {
            Piece::Text(text) => path.push_str(text),
            Piece::Input(index) => match source(arguments.get(*index)?, exposed)? {
                Source::Path(name) => path.extend(["{", name, "}"]),
                _ => return None,
            },
            Piece::Variable(_) => return None,
        }
    }
    Some(path)
}

/// Returns the query parameters of the operation that are those of the route, with both names.
fn query(operation: &Operation, arguments: &[Argument], exposed: &Exposed) -> Vec<(String, String)> {
    let inputs = operation.inputs.iter().zip(arguments);
    let pairs = inputs.filter_map(|(input, argument)| match source(argument, exposed)? {
        Source::Query(name) if input.place == Place::Query => Some((input.name.clone(), name.clone())),
        _ => None,
    });
    pairs.collect()
}

/// Returns where an argument comes from, if it is an input as it is.
fn source<'e>(argument: &Argument, exposed: &'e Exposed) -> Option<&'e Source> {
    match argument {
        Argument::Input(index) => Some(&exposed.inputs.get(*index)?.source),
        Argument::Absent | Argument::Constant(_) | Argument::Text(_) => None,
    }
}

/// Returns the query parameters that the client adds to each request.
fn sent_always(client: &Client) -> Vec<String> {
    let mut names: Vec<String> = client.query.iter().map(|(name, _)| name.clone()).collect();
    match &client.authentication {
        Authentication::ApiKeys(keys) => {
            let keys = keys.iter().filter(|key| key.place == Place::Query);
            names.extend(keys.map(|key| key.name.clone()));
        }
        Authentication::CustomToken(token) => {
            if let TokenPlacement::Query(name) = &token.placement {
                names.push(name.clone());
            }
        }
        _ => {}
    }
    names
}

//! Adapters of an imported document: a REST route and an MCP tool for each operation.

use super::api::Api;
use super::input::Input;
use super::name;
use super::operation::Imported;
use super::prose::sentence;
use crate::method::Method;
use crate::openapi::outline::Outline;
use crate::yaml::Node;

/// The ports of the adapters, which differ so that one program can serve both.
const REST_PORT: u16 = 8080;
const MCP_PORT: u16 = 9090;

/// Returns the REST adapter with the operations of all APIs.
pub(super) fn rest(namespace: &str, apis: &[Api<'_>]) -> Node {
    let resources = apis.iter().enumerate().flat_map(|(place, api)| {
        api.resources().into_iter().filter_map(move |resource| {
            let exposed = resource
                .operations
                .iter()
                .filter(|imported| api.exposes(imported));
            let routes: Vec<(String, Node)> = exposed.map(|imported| route(api, imported)).collect();
            if routes.is_empty() {
                return None;
            }
            let keys = [
                ("path", Node::text(resource.path.to_owned())),
                ("operations", Node::map(routes)),
            ];
            let name = if place == 0 {
                resource.name
            } else {
                format!("{}-{}", api.namespace, resource.name)
            };
            Some((name, Node::map(keys)))
        })
    });
    Node::map([
        ("type", Node::text("rest")),
        ("namespace", Node::text(format!("{namespace}-rest"))),
        ("port", Node::integer(REST_PORT)),
        ("resources", Node::map(resources.collect::<Vec<_>>())),
    ])
}

fn route(api: &Api<'_>, imported: &Imported<'_>) -> (String, Node) {
    let mut keys = vec![
        ("method", Node::text(imported.method.as_str())),
        ("description", Node::text(imported.description.clone())),
    ];
    let inputs: Vec<(String, Node)> = imported.sent().map(Input::of_rest).collect();
    keys.extend((!inputs.is_empty()).then(|| ("inputParameters", Node::map(inputs))));
    keys.push(("call", Node::text(format!("{}.{}", api.namespace, imported.name))));
    (imported.name.clone(), Node::map(keys))
}

/// Returns the MCP adapter with the operations of all APIs.
pub(super) fn mcp(namespace: &str, outline: &Outline, apis: &[Api<'_>]) -> Node {
    let own = name::of_server(namespace);
    let tools = apis.iter().flat_map(|api| {
        let exposed = api.operations.iter().filter(|imported| api.exposes(imported));
        exposed.map(|imported| tool(&own, api, imported))
    });
    let tools = Node::map(tools.collect::<Vec<_>>());
    let mut keys = vec![
        ("type", Node::text("mcp")),
        ("namespace", Node::text(own.clone())),
        ("port", Node::integer(MCP_PORT)),
    ];
    let about = sentence([outline.title.as_str()]);
    keys.extend(about.map(|about| ("description", Node::text(about))));
    keys.push(("tools", tools));
    Node::map(keys)
}

fn tool(namespace: &str, api: &Api<'_>, imported: &Imported<'_>) -> (String, Node) {
    let mut keys = vec![("description", Node::text(imported.description.clone()))];
    keys.push(("hints", hints(imported.method)));
    let inputs: Vec<(String, Node)> = imported.sent_by_agents().map(Input::of_tool).collect();
    // Without the key, the tool would have the inputs of the operation.
    let has_inputs = imported.sent().next().is_some();
    keys.extend(has_inputs.then(|| ("inputParameters", Node::map(inputs))));
    keys.push(("call", Node::text(format!("{}.{}", api.namespace, imported.name))));
    let renamed = imported
        .sent_by_agents()
        .filter(|input| input.name != input.argument);
    let with: Vec<(String, Node)> = renamed
        .map(|input| {
            let source = Node::text(format!("{namespace}.{}", input.argument));
            (input.name.clone(), source)
        })
        .collect();
    keys.extend((!with.is_empty()).then(|| ("with", Node::map(with))));
    (imported.tool.clone(), Node::map(keys))
}

/// Returns the hints of a method, by what HTTP says of it. It does not say whether a POST overwrites something.
fn hints(method: Method) -> Node {
    let mut keys = vec![("readOnly", Node::flag(method.is_safe()))];
    if !method.is_safe() {
        keys.extend((method != Method::Post).then(|| ("destructive", Node::flag(true))));
        keys.push(("idempotent", Node::flag(method.is_idempotent())));
    }
    Node::map(keys)
}

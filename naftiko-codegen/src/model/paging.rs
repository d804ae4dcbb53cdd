//! How consumed operations return lists in pages.

use super::{
    Capability, Exposed, McpAdapter, Operation, Output, Place, Read, ReadKind, Route, Slot, Step, Target,
    Tool, Type, TypeId, Types,
};
use crate::method::Method;
use crate::names::environment;
use crate::options::Emit;

/// The input of tools and routes for the cursor of a page, as the runtime has it. An input of the spec with this name stays as it is.
pub(crate) const CURSOR: &str = "cursor";

/// The member of results with the cursor of the next page, as the runtime has it.
pub(crate) const NEXT_CURSOR: &str = "next_cursor";

/// How an operation returns a list in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    /// The names of members from the body to the list; empty for the body itself.
    pub(crate) items: Vec<String>,
    pub(crate) way: PagingWay,
    /// The path to the number of all items.
    pub(crate) total: Option<Vec<String>>,
    /// The parameter with the largest number of items in a page.
    pub(crate) limit: Option<PageParameter>,
}

/// How a request names the start of its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PagingWay {
    /// By a token, which the page before has at a path.
    Token {
        parameter: PageParameter,
        next: Vec<String>,
    },
    /// By the number of items before the page.
    Offset { parameter: PageParameter },
    /// By the number of the page.
    Number {
        parameter: PageParameter,
        /// The number of the first page.
        first: u64,
    },
    /// By the address that the page before has at a path.
    Link { next: Vec<String> },
    /// By the address that the page before has in its header `Link`.
    LinkHeader,
}

/// A parameter of the API that pages are asked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageParameter {
    /// The query, a header, or as [`Place::Template`] a member of the JSON body.
    pub(crate) place: Place,
    pub(crate) name: String,
}

impl Paging {
    /// Returns the parameter that names the start of a page; `None` for pages at addresses.
    pub(crate) fn parameter(&self) -> Option<&PageParameter> {
        match &self.way {
            PagingWay::Token { parameter, .. }
            | PagingWay::Offset { parameter }
            | PagingWay::Number { parameter, .. } => Some(parameter),
            PagingWay::Link { .. } | PagingWay::LinkHeader => None,
        }
    }

    /// Returns where a page has the start of the next one; `None` if not in its body.
    pub(crate) fn next(&self) -> Option<&[String]> {
        match &self.way {
            PagingWay::Token { next, .. } | PagingWay::Link { next } => Some(next),
            PagingWay::Offset { .. } | PagingWay::Number { .. } | PagingWay::LinkHeader => None,
        }
    }
}

/// The pages of an operation, with the names of what is generated for them.
#[derive(Debug)]
pub(crate) struct OperationPages {
    pub(crate) paging: Paging,
    /// The type of the items.
    pub(crate) item: Slot,
    pub(crate) pages_method: String,
    pub(crate) items_method: String,
}

/// The pages that an operation of an adapter passes on.
pub(crate) struct PassedPages<'c> {
    /// The operation that returns them.
    pub(crate) operation: &'c Operation,
    /// The names of members from the result to the list; empty for the result itself.
    pub(crate) list: Vec<String>,
}

impl Capability {
    /// Returns the pages that a tool passes on, if it reads only.
    pub(crate) fn pages_of_tool(&self, tool: &Tool) -> Option<PassedPages<'_>> {
        let pages = self.pages_of(&tool.operation)?;
        (tool.hints.read_only || pages.operation.method == Method::Get).then_some(pages)
    }

    /// Returns the operation whose pages a route passes on.
    pub(crate) fn pages_of_route(&self, route: &Route) -> Option<&Operation> {
        let PassedPages { operation, .. } = self.pages_of(&route.operation)?;
        (route.method == Method::Get && operation.method == Method::Get).then_some(operation)
    }

    /// Returns the pages that an operation of an adapter passes on: it calls one operation alone, and returns the list. A long-running operation has no
    /// list when it begins.
    fn pages_of(&self, exposed: &Exposed) -> Option<PassedPages<'_>> {
        let Target::Call(call) = &exposed.target else {
            return None;
        };
        let (_, operation) = self.called(call)?;
        let pages = operation
            .pages
            .as_ref()
            .filter(|_| operation.long_running.is_none())?;
        let body = exposed.typed_body().map(|body| body.value_type);
        let is_taken = exposed.inputs.iter().any(|input| input.name == CURSOR)
            || body.is_some_and(|body| self.types.member(body, CURSOR).is_some());
        let items = &pages.paging.items;
        let list = match &exposed.output {
            Output::Relay => Some(items.clone()),
            Output::Mapped(read) => self.types.kept(read, items),
            Output::Binary(_) => None,
        };
        let list = list.filter(|_| !is_taken)?;
        Some(PassedPages { operation, list })
    }

    /// Returns the environment variable with the keys that seal what adapters hand out: cursors, handles, and links to results. The clients have them.
    pub(crate) fn signing_key(&self, emit: Emit) -> Option<String> {
        let routes = self.rest.iter().filter(|_| emit.rest);
        let mut routes = routes.flat_map(|adapter| &adapter.routes);
        let mut servers = self.mcp.iter().filter(|_| emit.mcp);
        let hands_out = routes.any(|route| self.pages_of_route(route).is_some())
            || servers.any(|adapter| self.seals(adapter));
        let module = self.module.trim_start_matches("r#");
        (hands_out && !self.clients.is_empty()).then(|| environment(module, "SIGNING_KEY"))
    }

    /// Returns whether tools of an adapter hand out sealed texts: those that read, links to results that were cut, those with pages, cursors, and
    /// those with long-running operations, handles.
    pub(crate) fn seals(&self, adapter: &McpAdapter) -> bool {
        let mut tools = adapter.tools.iter();
        tools.any(|tool| {
            tool.hints.read_only
                || self.pages_of_tool(tool).is_some()
                || self.long_running_of_tool(tool).is_some()
        })
    }
}

impl Types {
    /// Returns where a mapping has the list at a path; `None` when it leaves the list out.
    fn kept(&self, read: &Read, list: &[String]) -> Option<Vec<String>> {
        let (before, below) = list.split_at_checked(read.path.len())?;
        let mut steps = read.path.iter().zip(before);
        if !steps.all(|(step, name)| matches!(step, Step::Key(key) if key == name)) {
            return None;
        }
        match &read.kind {
            _ if below.is_empty() => Some(Vec::new()),
            ReadKind::Value(TypeId::ANY | TypeId::OBJECT) => Some(below.to_vec()),
            ReadKind::Value(id) => match self.get(*id) {
                Type::Struct(item) => item.fields.iter().find_map(|field| {
                    let rest = self.kept(&field.read, below)?;
                    Some([vec![field.name.clone()], rest].concat())
                }),
                _ => None,
            },
            ReadKind::List(_) | ReadKind::Constant(_) => None,
        }
    }

    /// Returns the type of the items of a list below a value; any JSON where the types do not say it.
    pub(crate) fn items_at(&self, value: Slot, path: &[String]) -> Slot {
        let mut at = value.id;
        for name in path {
            let Some(member) = self.member(at, name) else {
                return TypeId::ANY.into();
            };
            at = member.id;
        }
        match self.get(at) {
            Type::List(item) => *item,
            _ => TypeId::ANY.into(),
        }
    }

    /// Returns the type of a member of an object.
    pub(crate) fn member(&self, object: TypeId, name: &str) -> Option<Slot> {
        match self.get(object) {
            Type::Record(record) => {
                let member = record.members.iter().find(|member| member.name == name)?;
                Some(member.slot)
            }
            _ => None,
        }
    }
}

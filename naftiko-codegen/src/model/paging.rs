//! How consumed operations return lists in pages.

use super::{Place, Slot, Type, TypeId, Types};

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

/// The pages of an operation, with the names of what is generated for them.
#[derive(Debug)]
pub(crate) struct OperationPages {
    pub(crate) paging: Paging,
    /// The type of the items.
    pub(crate) item: Slot,
    /// The method that the others have their call from.
    pub(crate) call_method: String,
    pub(crate) pages_method: String,
    pub(crate) items_method: String,
}

impl Types {
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

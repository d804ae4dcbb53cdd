//! Types that a document of the API describes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{TypeId, Types};
use crate::options::Derives;

/// A type, and whether null is a value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slot {
    pub(crate) id: TypeId,
    pub(crate) nullable: bool,
}

impl From<TypeId> for Slot {
    fn from(id: TypeId) -> Self {
        Self { id, nullable: false }
    }
}

/// The directions in which values of a type are converted.
#[expect(clippy::struct_excessive_bools, reason = "each is a use of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Responses contain it.
    pub(crate) read: bool,
    /// Requests contain it.
    pub(crate) written: bool,
    /// Adapters read it from their callers, and pass it on in requests.
    pub(crate) received: bool,
    /// Parameters of calls have it as text.
    pub(crate) parameter: bool,
    /// Tests of programs write it, as responses of fake APIs.
    pub(crate) tested: bool,
    /// The traits of the type beside those of every type.
    pub(crate) derives: Derives,
}

/// The reason why a place of a document has no type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Untyped {
    /// The document allows any value, or gives no type.
    Free,
    /// The type is in a file that does not exist.
    MissingFile,
    /// A reference leads nowhere or in a circle.
    Reference,
    /// The parts of the schema contradict each other.
    Conflict,
    /// Values do not tell the branches of a union apart.
    Union,
    /// The construct has no counterpart.
    Unsupported,
}

/// A struct for an object whose members a document describes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) members: Vec<Member>,
    /// The field of all other members and their type, if the document gives it.
    pub(crate) rest: Option<(String, Slot)>,
    /// Members that requests always have, with their text.
    pub(crate) constants: Vec<(String, String)>,
    pub(crate) deprecated: bool,
    pub(crate) usage: Usage,
}

impl Record {
    /// Returns the members of requests.
    pub(crate) fn requested(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.read_only)
    }
}

impl Member {
    /// Returns the value of a keyword.
    pub(crate) fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// A member of a record, which is a field in Rust.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of its own in the document"
)]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    /// Name in JSON.
    pub(crate) name: String,
    /// Name in Rust.
    pub(crate) ident: String,
    pub(crate) slot: Slot,
    pub(crate) required: bool,
    pub(crate) description: String,
    /// Whether requests leave it out.
    pub(crate) read_only: bool,
    /// Whether responses leave it out.
    pub(crate) write_only: bool,
    pub(crate) deprecated: bool,
    /// Whether `Debug` hides the value.
    pub(crate) secret: bool,
    /// Whether the value is on the heap, because it contains the struct again.
    pub(crate) boxed: bool,
    /// The only value, as text.
    pub(crate) constant: Option<String>,
    pub(crate) keywords: Keywords,
}

/// Keywords that do not change the type of a member, with their values.
pub(crate) type Keywords = Box<[(&'static str, Value)]>;

/// An open set of strings.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) description: String,
    /// The texts and their variants.
    pub(crate) variants: Vec<(String, String)>,
    /// The variant of every other text.
    pub(crate) unlisted: String,
    /// Whether the document says that other texts are valid too.
    pub(crate) is_open: bool,
    pub(crate) usage: Usage,
}

/// One of several types.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) select: Select,
    pub(crate) variants: Vec<Variant>,
    /// The variant of every other value.
    pub(crate) other: String,
    /// The type of every other value; any JSON without one.
    pub(crate) fallback: Option<TypeId>,
    pub(crate) usage: Usage,
}

/// The rule that selects a variant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Select {
    /// The text of a member, with the index of the variant.
    Tag {
        member: String,
        tags: Vec<(String, usize)>,
    },
    /// The kind of JSON, and of objects the members that they have.
    Kind,
    /// The status of the response.
    Status {
        /// Statuses whose responses differ from the others, in ascending order.
        ranges: Vec<StatusRange>,
        /// The index of the variant of all other statuses, if they have a type.
        default: Option<usize>,
    },
}

/// Statuses that follow each other, whose responses have one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusRange {
    pub(crate) first: u16,
    pub(crate) last: u16,
    /// The index of the variant; `None` for responses without a type.
    pub(crate) variant: Option<usize>,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) id: TypeId,
    /// Whether the value is on the heap, because it is large or contains the union again.
    pub(crate) boxed: bool,
    /// Members that an object of the variant has.
    pub(crate) keys: Vec<String>,
    /// Members with their only text.
    pub(crate) constants: Vec<(String, String)>,
}

/// The types of a document that several specs have in common.
#[derive(Debug)]
pub(crate) struct SharedTypes {
    /// The path of the module from the module `types` of a spec; its last segment is the name.
    pub(crate) path: Vec<String>,
    /// The name of the document's file.
    pub(crate) file: String,
    /// The title of the document.
    pub(crate) title: String,
    pub(crate) types: Types,
}

/// Types of a capability that another module has.
#[derive(Debug)]
pub(crate) struct ImportedTypes {
    /// The path of the other module from the module `types` of the capability.
    pub(crate) path: Vec<String>,
    /// The name of each type in the other module, by its index in the capability.
    pub(crate) names: BTreeMap<TypeId, String>,
}

//! The protocol: its messages, versions and errors; notifications and the sessions of older clients.

pub(crate) mod era;
pub(crate) mod json;
pub(crate) mod message;
pub(crate) mod notifications;
mod protocol_error;
mod response_text;
mod session;
mod updates;

pub(crate) use era::Era;
pub(crate) use json::{RawMembers, Unreadable};
pub(crate) use message::{Malformed, McpRequest, Message, Params};
pub use notifications::{Level, log, progress};
pub(crate) use notifications::{NotificationOptions, Sender};
pub use protocol_error::ProtocolError;
pub(crate) use response_text::ResponseText;
pub(crate) use session::{Session, Sessions};
pub use updates::Updates;
pub(crate) use updates::{Changes, Subscription};

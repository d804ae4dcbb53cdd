//! Actions of overlays.

use crate::source::Spanned;
use crate::yaml::Node;

/// An action: what it changes, and how.
#[derive(Debug)]
pub(super) struct Action {
    /// The query of the values that it changes.
    pub(super) target: Spanned<String>,
    pub(super) effect: Effect,
}

/// The effect of an action.
#[derive(Debug)]
pub(super) enum Effect {
    /// The value is merged into each selected one.
    Update(Node),
    /// The one value that the query selects is merged into each selected one.
    Copy(Spanned<String>),
    /// The selected values are removed.
    Remove,
}

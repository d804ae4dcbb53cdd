//! The catalogue of findings: one entry each, in a file per phase.
//!
//! To add one, add an entry to its phase's file: `NAME = "NK0000", Class, "title", "explanation";`. Numbers are never reused.

mod document;
mod expression;
mod file;
mod lint;
mod missing;
mod reference;
mod tolerance;

use super::Code;

/// Every code as a constant.
pub(crate) mod codes {
    pub(crate) use super::document::*;
    pub(crate) use super::expression::*;
    pub(crate) use super::file::*;
    pub(crate) use super::lint::*;
    pub(crate) use super::missing::*;
    pub(crate) use super::reference::*;
    pub(crate) use super::tolerance::*;
}

/// Declares a phase's entries: a constant each, and `ENTRIES` with all of them in order.
macro_rules! entries {
    ($($name:ident = $id:literal, $class:ident, $title:literal, $explanation:literal;)*) => {
        $(
            #[doc = $title]
            pub(crate) const $name: $crate::diagnostic::Code =
                $crate::diagnostic::Code(&$crate::diagnostic::code::Entry {
                    id: $id,
                    class: $crate::diagnostic::code::Class::$class,
                    title: $title,
                    explanation: $explanation,
                });
        )*
        pub(super) static ENTRIES: &[$crate::diagnostic::Code] = &[$($name),*];
    };
}
use entries;

/// Every code, by number.
pub(super) fn all() -> impl Iterator<Item = Code> {
    let phases = [
        file::ENTRIES,
        document::ENTRIES,
        reference::ENTRIES,
        expression::ENTRIES,
        missing::ENTRIES,
        tolerance::ENTRIES,
        lint::ENTRIES,
    ];
    phases.into_iter().flatten().copied()
}

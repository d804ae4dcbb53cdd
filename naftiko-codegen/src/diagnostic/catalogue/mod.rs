//! The catalogue: every code with its title and explanation, in one file per phase.
//!
//! A new code is a new entry in the file of its phase: `NAME = "NK0000", Class, "title", "explanation";`. Numbers are never reused.

mod document;
mod expression;
mod extension;
mod file;
mod generator;
mod import;
mod lint;
mod openapi;
mod reference;
mod unsupported;

use super::Code;

/// The codes as constants.
pub(crate) mod codes {
    pub(crate) use super::document::*;
    pub(crate) use super::expression::*;
    pub(crate) use super::extension::*;
    pub(crate) use super::file::*;
    pub(crate) use super::generator::*;
    pub(crate) use super::import::*;
    pub(crate) use super::lint::*;
    pub(crate) use super::openapi::*;
    pub(crate) use super::reference::*;
    pub(crate) use super::unsupported::*;
}

/// Declares the entries of a phase: one constant per code, and `ENTRIES` with all of them in order.
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

/// Returns every code in the order of the numbers.
pub(super) fn all() -> impl Iterator<Item = Code> {
    let phases = [
        file::ENTRIES,
        document::ENTRIES,
        reference::ENTRIES,
        expression::ENTRIES,
        unsupported::ENTRIES,
        extension::ENTRIES,
        lint::ENTRIES,
        generator::ENTRIES,
        openapi::ENTRIES,
        import::ENTRIES,
    ];
    phases.into_iter().flatten().copied()
}

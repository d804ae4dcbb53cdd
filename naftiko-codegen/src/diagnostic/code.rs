//! Codes: the stable names of diagnostics.

use std::fmt;

use super::catalogue::{self, codes};

/// The severity of a diagnostic, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The generator generates nothing from the spec.
    Error,
    /// The generator generates code, which may differ from what the author meant.
    Warning,
    /// The generator read the spec as the author meant it, although it is spelled otherwise than the format says.
    Note,
}

/// The severity of a code, with and without strict mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// An error in any mode.
    Error,
    /// A warning about the spec: it differs from the format, or is doubtful. An error in strict mode.
    SpecWarning,
    /// A note about the spec: it differs from the format, and means the same. An error in strict mode.
    SpecNote,
    /// A warning about the generator or the run, which no change of the spec removes. A warning in strict mode too.
    GeneratorWarning,
    /// A note about the generator or the run. A note in strict mode too.
    GeneratorNote,
}

/// An entry of the catalogue.
#[derive(Debug)]
pub(crate) struct Entry {
    pub id: &'static str,
    pub class: Class,
    pub title: &'static str,
    pub explanation: &'static str,
}

/// The stable name of a kind of diagnostic, such as `NK0104`.
#[derive(Clone, Copy)]
pub struct Code(pub(crate) &'static Entry);

impl Code {
    /// Returns the code with a name, in any case, or `None` if the name is unknown.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|code| code.id().eq_ignore_ascii_case(name))
    }

    /// Returns every code in the order of the numbers.
    pub fn all() -> impl Iterator<Item = Self> {
        catalogue::all()
    }

    /// Returns the name: `NK0104`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Returns the meaning in one line, lower case without a full stop.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// Returns the long explanation as Markdown: what is checked and why, an example, and the fix.
    pub fn explanation(self) -> &'static str {
        self.0.explanation
    }

    /// Returns the severity when strict mode is off.
    pub fn severity(self) -> Severity {
        match self.0.class {
            Class::Error => Severity::Error,
            Class::SpecWarning | Class::GeneratorWarning => Severity::Warning,
            Class::SpecNote | Class::GeneratorNote => Severity::Note,
        }
    }

    /// Returns whether an operation of an adapter is a stub after the diagnostic: code that fails with its message.
    pub fn makes_stubs(self) -> bool {
        STUBS.contains(&self)
    }

    /// Returns the severity in strict mode, in which every warning and note about the spec is an error.
    pub fn strict_severity(self) -> Severity {
        match self.0.class {
            Class::Error | Class::SpecWarning | Class::SpecNote => Severity::Error,
            Class::GeneratorWarning => Severity::Warning,
            Class::GeneratorNote => Severity::Note,
        }
    }
}

/// The warnings after which an operation of an adapter is a stub.
const STUBS: [Code; 5] = [
    codes::CALL_UNRESOLVED,
    codes::NO_TARGET,
    codes::IMPORT_UNREADABLE,
    codes::IMPORT_MISSING,
    codes::REF_UNRESOLVED,
];

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

//! Codes: the stable names of findings.

use std::fmt;

use super::catalogue;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated from the spec.
    Error,
    /// Code is generated; something may not be what the author meant.
    Warning,
}

/// What a finding is about, which decides how it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Stops the generation.
    Error,
    /// Stays a warning under `strict`: it concerns the generator, not the spec.
    Notice,
    /// The spec leaves the official format, but its meaning is clear; an error under `strict`.
    Tolerance,
    /// Valid but doubtful; an error under `strict`.
    Lint,
}

/// An entry of the catalogue.
#[derive(Debug)]
pub(crate) struct Entry {
    pub id: &'static str,
    pub class: Class,
    pub title: &'static str,
    pub explanation: &'static str,
}

/// The stable code of a kind of finding, such as `NK0104`.
#[derive(Clone, Copy)]
pub struct Code(pub(crate) &'static Entry);

impl Code {
    /// The code by its name, in any case; `None` when there is no such code.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|code| code.id().eq_ignore_ascii_case(name))
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        catalogue::all()
    }

    /// Its name: `NK0104`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// What it means, in one line.
    pub fn title(self) -> &'static str {
        self.0.title
    }

    /// What it means, with an example and how to mend it, as Markdown.
    pub fn explanation(self) -> &'static str {
        self.0.explanation
    }

    /// How bad it is unless the user asked for strictness.
    pub fn severity(self) -> Severity {
        if self.0.class == Class::Error {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    /// How bad it is when the user asked for strictness: departures from the official format and doubtful constructs count as
    /// errors.
    pub fn strict_severity(self) -> Severity {
        if self.0.class == Class::Notice {
            Severity::Warning
        } else {
            Severity::Error
        }
    }
}

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
        })
    }
}

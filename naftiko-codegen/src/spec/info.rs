//! `info`: name, description and contacts of the capability.

use super::Text;
use crate::source::Span;

/// The object `info`.
#[derive(Debug)]
pub(crate) struct Info {
    pub span: Span,
    /// `label` or `display`; by extension `title` or `name`.
    pub name: Option<Text>,
    pub description: Option<Text>,
    pub tags: Vec<Text>,
    pub created: Option<Text>,
    pub modified: Option<Text>,
    /// The version of the capability, not of the format.
    pub version: Option<Text>,
    pub stakeholders: Vec<Person>,
}

/// A stakeholder of the capability.
#[derive(Debug)]
pub(crate) struct Person {
    pub role: Option<Text>,
    pub full_name: Option<Text>,
    pub email: Option<Text>,
}

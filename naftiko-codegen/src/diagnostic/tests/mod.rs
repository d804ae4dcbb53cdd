//! Tests of diagnostics and reports.

#![allow(clippy::unwrap_used, reason = "a test fails that way")]

mod catalogue;
mod report;

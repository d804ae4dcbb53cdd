//! Long-running operations of consumed APIs: `x-naftiko-long-running`.

use super::context::Context;
use super::fields::Fields;
use crate::options::LONG_RUNNING_KEY;
use crate::source::Spanned;
use crate::spec::LongRunning;

/// Reads the extension key of an operation. An imported file has none: it is reported as unknown.
pub(super) fn long_running(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Spanned<LongRunning>> {
    if cx.imported {
        return None;
    }
    let words = [
        ("true", LongRunning::Yes),
        ("false", LongRunning::No),
        ("location", LongRunning::Location),
        ("resource", LongRunning::Resource),
        ("status", LongRunning::Status),
    ];
    fields.choice(cx, LONG_RUNNING_KEY, &words)
}

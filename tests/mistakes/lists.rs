//! x
use super::{Mistake, mistake};
pub(super) const MISTAKES: [Mistake; 0] = [];

//! Check of JSON values that are passed over (RFC 8259).

use super::scan::{byte_at, content, near_end, number_end, string_tail, word_end};

/// A position in the text; the error is the position of a mistake.
type Position = Result<usize, usize>;

/// A check within limits.
///
/// Each function takes the position of what it checks and returns the position after it. A result of this size is
/// returned in registers; [`Checker::exceeded`] tells the two kinds of errors apart.
pub(super) struct Checker {
    /// The number of further values that are allowed.
    pub(super) values: usize,
    /// The number of further levels that are allowed. It bounds the recursion.
    pub(super) levels: u32,
    /// Whether there was no white space between tokens so far.
    pub(super) compact: bool,
    /// The limit that ended the check; without one, the text is not JSON.
    pub(super) exceeded: Option<&'static str>,
}

impl Checker {
    /// Checks a value, and white space before it.
    #[expect(
        clippy::inline_always,
        reason = "a call for each value costs as much as its check"
    )]
    #[inline(always)]
    pub(super) fn value(&mut self, bytes: &[u8], mut at: usize) -> Position {
        let Some(left) = self.values.checked_sub(1) else {
            return self.exceed(at, "the values that are allowed");
        };
        self.values = left;
        loop {
            return match byte_at(bytes, at) {
                b'"' => string_tail(bytes, at + 1),
                b'-' | b'0'..=b'9' => number_end(bytes, at),
                b'{' => self.object(bytes, at),
                b'[' => self.array(bytes, at),
                b't' => word_end(bytes, at, b"true"),
                b'f' => word_end(bytes, at, b"false"),
                b'n' => word_end(bytes, at, b"null"),
                b' ' | b'\n' | b'\t' | b'\r' => {
                    at = self.white_space(bytes, at);
                    continue;
                }
                _ => Err(at),
            };
        }
    }

    fn array(&mut self, bytes: &[u8], start: usize) -> Position {
        let mut at = self.enter(bytes, start)?;
        if byte_at(bytes, at) == b']' {
            return Ok(self.leave(at));
        }
        loop {
            at = self.value(bytes, at)?;
            at = self.gap(bytes, at);
            match byte_at(bytes, at) {
                b',' => at += 1,
                b']' => return Ok(self.leave(at)),
                _ => return Err(at),
            }
        }
    }

    fn object(&mut self, bytes: &[u8], start: usize) -> Position {
        let mut at = self.enter(bytes, start)?;
        if byte_at(bytes, at) == b'}' {
            return Ok(self.leave(at));
        }
        loop {
            at = self.name(bytes, at)?;
            at = self.value(bytes, at)?;
            at = self.gap(bytes, at);
            match byte_at(bytes, at) {
                b',' => at += 1,
                b'}' => return Ok(self.leave(at)),
                _ => return Err(at),
            }
        }
    }

    /// Checks the name of a member and its colon.
    #[inline]
    fn name(&mut self, bytes: &[u8], at: usize) -> Position {
        if byte_at(bytes, at) == b'"' {
            // Most names are short, and a colon follows.
            let end = near_end(bytes, at + 1);
            if bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\":")) {
                return Ok(end + 2);
            }
        }
        self.other_name(bytes, at)
    }

    /// Checks a long name, a name with escapes, and white space around it.
    fn other_name(&mut self, bytes: &[u8], at: usize) -> Position {
        let at = self.gap(bytes, at);
        if byte_at(bytes, at) != b'"' {
            return Err(at);
        }
        let at = string_tail(bytes, at + 1)?;
        let at = self.gap(bytes, at);
        if byte_at(bytes, at) == b':' {
            Ok(at + 1)
        } else {
            Err(at)
        }
    }

    /// Enters an object or array, and returns the position of its first part or its end.
    #[inline]
    fn enter(&mut self, bytes: &[u8], start: usize) -> Position {
        if self.levels == 0 {
            return self.exceed(start, "the levels of nesting that are allowed");
        }
        self.levels -= 1;
        Ok(self.gap(bytes, start + 1))
    }

    #[inline]
    fn leave(&mut self, end: usize) -> usize {
        self.levels += 1;
        end + 1
    }

    /// Returns the position after white space, if there is any.
    #[inline]
    fn gap(&mut self, bytes: &[u8], at: usize) -> usize {
        if byte_at(bytes, at) > b' ' {
            return at;
        }
        self.white_space(bytes, at)
    }

    #[cold]
    fn white_space(&mut self, bytes: &[u8], at: usize) -> usize {
        let end = content(bytes, at);
        self.compact &= end == at;
        end
    }

    #[cold]
    fn exceed(&mut self, at: usize, limit: &'static str) -> Position {
        self.exceeded = Some(limit);
        Err(at)
    }
}

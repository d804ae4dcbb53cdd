//! Check of JSON values that are passed over (RFC 8259).

use super::scan::{
    byte_at, content, near_quoted_end, number_end, quoted_end, quoted_end_with_halves, word_end,
};

/// The largest number of levels of objects and arrays.
pub(super) const DEPTH: u32 = 128;

/// The limit of values, for errors.
const TOO_MANY: &str = "the values that are allowed";

/// A position in the text; the error is the position of a mistake.
type Position = Result<usize, usize>;

/// A check within limits.
///
/// Each function takes the position of what it checks and returns the position after it. A result of this size is
/// returned in registers; [`Checker::exceeded`] tells the two kinds of errors apart. Nothing recurses.
pub(super) struct Checker {
    /// The number of further values that are allowed.
    pub(super) values: usize,
    /// The number of further levels that are allowed, at most [`DEPTH`].
    pub(super) levels: usize,
    /// Whether there was no white space between tokens so far, and no half of a surrogate pair.
    pub(super) compact: bool,
    /// The limit that ended the check; without one, the text is not JSON.
    pub(super) exceeded: Option<&'static str>,
}

impl Checker {
    /// Checks a value.
    #[inline(never)]
    pub(super) fn value(&mut self, bytes: &[u8], start: usize) -> Position {
        let mut open = OpenContainers::none();
        let mut left = self.values;
        let mut at = start;
        loop {
            let (token, byte) = self.token(bytes, at);
            // More values than allowed make it wrap; the next container, or the end, is early enough to notice.
            left = left.wrapping_sub(1);
            at = match byte {
                b'"' => self.string(bytes, token)?,
                b'-' | b'0'..=b'9' => number_end(bytes, token)?,
                b't' => word_end(bytes, token, b"true")?,
                b'f' => word_end(bytes, token, b"false")?,
                b'n' => word_end(bytes, token, b"null")?,
                b'{' | b'[' => {
                    if open.depth == self.levels {
                        return self.exceed(token, "the levels of nesting that are allowed");
                    }
                    if left > self.values {
                        return self.exceed(token, TOO_MANY);
                    }
                    let closing = byte + CLOSING;
                    let (inside, next) = self.token(bytes, token + 1);
                    if next != closing {
                        open.enter(closing);
                        at = self.name_if_object(bytes, inside, closing)?;
                        continue;
                    }
                    inside + 1
                }
                _ => return Err(token),
            };
            at = self.after_value(bytes, at, &mut open)?;
            if open.depth == 0 {
                if left > self.values {
                    return self.exceed(at, TOO_MANY);
                }
                self.values = left;
                return Ok(at);
            }
        }
    }

    /// Checks what is between a value and the next one: ends of containers, a comma, and the name of a member.
    #[inline]
    fn after_value(&mut self, bytes: &[u8], mut at: usize, open: &mut OpenContainers) -> Position {
        while open.depth > 0 {
            let (token, byte) = self.token(bytes, at);
            at = token + 1;
            if byte == b',' {
                return self.name_if_object(bytes, at, open.closing);
            }
            if byte != open.closing {
                return Err(token);
            }
            open.leave();
        }
        Ok(at)
    }

    /// Checks the name of a member and its colon, if the container with this bracket is an object.
    #[inline]
    fn name_if_object(&mut self, bytes: &[u8], at: usize, closing: u8) -> Position {
        if closing != b'}' {
            return Ok(at);
        }
        // Most names are short, and a colon follows.
        match near_quoted_end(bytes, at, *b"\":") {
            Some(end) => Ok(end),
            None => self.other_name(bytes, at),
        }
    }

    /// Checks a long name, a name with escapes, and white space around it.
    #[inline(never)]
    fn other_name(&mut self, bytes: &[u8], at: usize) -> Position {
        let (name, byte) = self.token(bytes, at);
        if byte != b'"' {
            return Err(name);
        }
        let end = self.string(bytes, name)?;
        let (colon, byte) = self.token(bytes, end);
        if byte == b':' { Ok(colon + 1) } else { Err(colon) }
    }

    /// Checks a string.
    #[inline]
    fn string(&mut self, bytes: &[u8], start: usize) -> Position {
        quoted_end(bytes, start).or_else(|_| self.string_with_halves(bytes, start))
    }

    #[cold]
    #[inline(never)]
    fn string_with_halves(&mut self, bytes: &[u8], start: usize) -> Position {
        self.compact = false;
        quoted_end_with_halves(bytes, start)
    }

    /// Returns the position of the next token, and its first byte.
    #[inline]
    fn token(&mut self, bytes: &[u8], at: usize) -> (usize, u8) {
        let byte = byte_at(bytes, at);
        if byte > b' ' {
            return (at, byte);
        }
        self.token_after_space(bytes, at)
    }

    #[cold]
    #[inline(never)]
    fn token_after_space(&mut self, bytes: &[u8], at: usize) -> (usize, u8) {
        let token = content(bytes, at);
        self.compact &= token == at;
        (token, byte_at(bytes, token))
    }

    #[cold]
    fn exceed(&mut self, at: usize, limit: &'static str) -> Position {
        self.exceeded = Some(limit);
        Err(at)
    }
}

/// The distance from an opening bracket to its closing one, of both kinds.
const CLOSING: u8 = b'}' - b'{';

/// The containers around a position.
struct OpenContainers {
    depth: usize,
    /// The closing bracket of the innermost container.
    closing: u8,
    /// Those of the containers around it.
    outer: [u8; DEPTH as usize],
}

impl OpenContainers {
    fn none() -> Self {
        Self {
            depth: 0,
            closing: 0,
            outer: [0; DEPTH as usize],
        }
    }

    #[inline]
    fn enter(&mut self, closing: u8) {
        if let Some(place) = self.outer.get_mut(self.depth) {
            *place = self.closing;
        }
        self.depth += 1;
        self.closing = closing;
    }

    #[inline]
    fn leave(&mut self) {
        self.depth -= 1;
        self.closing = self.outer.get(self.depth).copied().unwrap_or(0);
    }
}

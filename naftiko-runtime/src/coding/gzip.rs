//! The frame of the gzip format (RFC 1952).

use super::CorruptBody;

/// The length of the checksum and the size at the end of a member.
pub(super) const TRAILER: usize = 8;

/// The longest header: names and comments are of any length, and have no use here.
const MAX_HEADER: usize = 64 * 1024;

const FIXED: usize = 10;
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

const HAS_CHECKSUM: u8 = 2;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;
const RESERVED: u8 = 0b1110_0000;

/// Returns the length of the header at the front of `bytes`; `None` if it is not complete.
pub(super) fn header(bytes: &[u8]) -> Result<Option<usize>, CorruptBody> {
    if bytes.iter().zip(MAGIC).any(|(byte, expected)| *byte != expected) {
        return Err(CorruptBody::Invalid);
    }
    let Some(flags) = bytes.get(3).filter(|_| bytes.len() >= FIXED) else {
        return Ok(None);
    };
    if flags & RESERVED != 0 {
        return Err(CorruptBody::Invalid);
    }
    match end(bytes, *flags) {
        Some(end) if end <= bytes.len() => Ok(Some(end)),
        _ if bytes.len() > MAX_HEADER => Err(CorruptBody::Invalid),
        _ => Ok(None),
    }
}

/// Returns where a header ends; `None` if that is not in `bytes`.
fn end(bytes: &[u8], flags: u8) -> Option<usize> {
    let mut end = FIXED;
    if flags & HAS_EXTRA != 0 {
        let length = bytes.get(end..end + 2)?.try_into().ok()?;
        end += 2 + usize::from(u16::from_le_bytes(length));
    }
    for flag in [HAS_NAME, HAS_COMMENT] {
        if flags & flag != 0 {
            end += 1 + bytes.get(end..)?.iter().position(|byte| *byte == 0)?;
        }
    }
    if flags & HAS_CHECKSUM != 0 {
        end += 2;
    }
    Some(end)
}

/// The header of a member without a name, a time and a system.
#[cfg(any(feature = "rest", feature = "mcp"))]
pub(crate) const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Returns the trailer of a member.
pub(crate) fn trailer(checksum: u32, size: u32) -> [u8; TRAILER] {
    (u64::from(size) << 32 | u64::from(checksum)).to_le_bytes()
}

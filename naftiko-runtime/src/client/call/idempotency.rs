//! Calls that may be sent twice.

use http::HeaderValue;

use super::Call;
use crate::client::request::RequestParts;
use crate::random;

/// The header by which APIs recognize a repeated request (draft-ietf-httpapi-idempotency-key-header).
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Returns whether a request may be sent twice. The attempts of a call and the advice in its error both follow this.
pub(crate) fn is_idempotent(call: &Call<'_>, request: &RequestParts) -> bool {
    call.is_idempotent() || request.headers.contains_key(IDEMPOTENCY_KEY)
}

/// Returns a key that no other call has: a random UUID (RFC 9562, 5.4). It is never made from the arguments, since a caller may want the same
/// twice.
pub(crate) fn new_key() -> Option<HeaderValue> {
    let (high, low) = (random::number(), random::number());
    let version = high & !0xf000 | 0x4000;
    let variant = low & !(0b11 << 62) | 0b10 << 62;
    let [first, second, third] = [version >> 32, version >> 16 & 0xffff, version & 0xffff];
    let [fourth, fifth] = [variant >> 48, variant & 0xffff_ffff_ffff];
    HeaderValue::try_from(format!(
        "{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{fifth:012x}"
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_are_uuids_and_differ() {
        let keys: HashSet<String> = (0..100)
            .filter_map(|_| new_key()?.to_str().ok().map(str::to_owned))
            .collect();
        assert_eq!(keys.len(), 100);
        for key in keys {
            let parts: Vec<&str> = key.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{key}");
            assert!(
                parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
                "{key}"
            );
        }
    }
}

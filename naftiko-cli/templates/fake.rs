//! The capability over fake APIs, which need no network and no account.

__uses__
__response__
/// Returns the capability with a fake API in place of each API.
pub(crate) fn capability() -> Result<Capability, BuildError> {
__settings__
    builder.build()
}

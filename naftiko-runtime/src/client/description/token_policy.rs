//! Settings that OAuth 2 clients and token operations share: where a response has the token, and when a token is refreshed.

use crate::client::auth::RefreshMargin;
use crate::value::JsonCursor;

/// Selects a value of a response.
pub(crate) type JsonSelector = for<'a> fn(JsonCursor<'a>) -> JsonCursor<'a>;

/// Where a response has the token and its lifetime, and when the token is refreshed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenPolicy {
    pub(crate) token: JsonSelector,
    pub(crate) expires_in: Option<JsonSelector>,
    pub(crate) expires_at: Option<JsonSelector>,
    pub(crate) margin: RefreshMargin,
    pub(crate) refresh_on_forbidden: bool,
}

impl TokenPolicy {
    /// RFC 6749, section 5.1; Microsoft's services add the date.
    pub(crate) const OAUTH2: Self = Self {
        expires_in: Some(|at| at.key("expires_in")),
        expires_at: Some(|at| at.key("expires_on")),
        ..Self::new(|at| at.key("access_token"))
    };

    /// Creates the policy of a token without a lifetime.
    pub(crate) const fn new(token: JsonSelector) -> Self {
        Self {
            token,
            expires_in: None,
            expires_at: None,
            margin: RefreshMargin::Share,
            refresh_on_forbidden: false,
        }
    }
}

/// Defines the methods that set a field `policy`.
macro_rules! token_policy_methods {
    () => {
        /// Sets where the response has the lifetime in seconds. Default of OAuth 2: `expires_in`.
        #[must_use]
        pub const fn expires_in(
            mut self,
            find: for<'a> fn($crate::value::JsonCursor<'a>) -> $crate::value::JsonCursor<'a>,
        ) -> Self {
            self.policy.expires_in = Some(find);
            self
        }

        /// Sets where the response has the expiry: seconds since 1970, or a date. Default of OAuth 2: `expires_on`.
        /// With a lifetime too, the earlier one applies.
        #[must_use]
        pub const fn expires_at(
            mut self,
            find: for<'a> fn($crate::value::JsonCursor<'a>) -> $crate::value::JsonCursor<'a>,
        ) -> Self {
            self.policy.expires_at = Some(find);
            self
        }

        /// Refreshes the token after a 403 too, for APIs that send it for invalid tokens; at most once a minute.
        #[must_use]
        pub const fn refresh_on_forbidden(mut self) -> Self {
            self.policy.refresh_on_forbidden = true;
            self
        }
    };
}

/// Defines the method that sets the margin of a static description in seconds.
macro_rules! token_margin_method {
    () => {
        /// Sets how many seconds before its expiry a token is refreshed, at most half of its lifetime; 0 refreshes
        /// after expiry. Default: a fifth of the lifetime, at most five minutes.
        #[must_use]
        pub const fn safety_margin(mut self, seconds: u32) -> Self {
            let margin = std::time::Duration::from_secs(seconds as u64);
            self.policy.margin = $crate::client::auth::RefreshMargin::Fixed(margin);
            self
        }
    };
}

pub(crate) use {token_margin_method, token_policy_methods};

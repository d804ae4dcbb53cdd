//! Messages for missing features.

/// The message for a spec that needs a missing feature; `None` if the feature is on.
macro_rules! missing_feature {
    ($feature:literal) => {
        if cfg!(feature = $feature) {
            None
        } else {
            Some(concat!(
                "the spec needs the feature `",
                $feature,
                "` of the crate `naftiko`: add it to your Cargo.toml"
            ))
        }
    };
}

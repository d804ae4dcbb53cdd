//! Features that are off.

/// What is said where a spec needs a feature that is off; `None` where it is on.
macro_rules! lack {
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

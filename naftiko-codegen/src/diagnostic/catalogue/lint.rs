//! 07xx: valid, but doubtful.

super::entries! {
    UNKNOWN_VERSION = "NK0701", Lint, "the version of the format is unknown", r"
The file is read by its shape, whatever its version says. `naftiko` marks versions up to 1.0.0-alpha2, in which named things are lists;
`ikanos` marks those from 1.0.0-alpha3 on, in which they are maps.
";
}

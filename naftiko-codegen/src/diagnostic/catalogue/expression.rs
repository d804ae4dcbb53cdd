//! 04xx: templates and paths.

super::entries! {
    TEMPLATE_OPEN = "NK0401", Tolerance, "a template is not closed", r"
`{{` or `{` has no matching end. The text is taken as it is.
";
    PATH_INVALID = "NK0402", Error, "a path cannot be read", r"
Paths start with `$` and go on with `.name`, `['name']`, `[0]` or `[*]`.

    mapping: $.data[0].id
    mapping: $.items[*].name
    mapping: $            # the whole document
";
}

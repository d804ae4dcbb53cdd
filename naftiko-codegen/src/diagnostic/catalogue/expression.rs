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
    STEP_PATH = "NK0403", Tolerance, "a mapping is no path into a step", r"
The value of a mapping is `$.<step>`, or `$.<step>.<field>` with any number of fields: names and dots only.

    mappings:
    - {target: city, value: $.depot.city}
";
}

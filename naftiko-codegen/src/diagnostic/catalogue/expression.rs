//! 04xx: templates and paths.

super::entries! {
    TEMPLATE_OPEN = "NK0401", Tolerance, "a template is not closed", r"
`{{` or `{` has no matching end. The text is taken as it is.
";
    PATH_INVALID = "NK0402", Error, "a path cannot be read", r"
Paths start with `$` and go on with `.name`, `['name']`, `[0]`, `[-1]` or `[*]`. With the feature `jsonpath` of the runtime there is what
RFC 9535 has beyond: slices, unions, descendants, filters. They have 1000 bytes at most, and filters nest three deep.

    mapping: $.data[0].id
    mapping: $.items[*].name
    mapping: $            # the whole document
    mapping: $.items[?@.weight > 10].name
";
    STEP_PATH = "NK0403", Tolerance, "a mapping is no path into a step", r"
The value of a mapping is `$.<step>`, or `$.<step>.<field>` with any number of fields: names and dots only.

    mappings:
    - {target: city, value: $.depot.city}
";
}

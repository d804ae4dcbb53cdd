//! Codes 04xx: templates and paths.

super::entries! {
    TEMPLATE_OPEN = "NK0401", SpecWarning, "unclosed placeholder", r"
`{{` or `{` has no matching end. The generator reads it as text, so that no value takes its place.

    path: /parcels/{id           # wrong: sent as it is written
    path: '/parcels/{id}'        # right

Add the closing brace, or remove the opening one.
";
    PATH_INVALID = "NK0402", Error, "invalid JSONPath", r"
Paths start with `$`, followed by `.name`, `['name']`, `[0]`, `[-1]` or `[*]`. With the feature `jsonpath` of the runtime, a path may
also have slices, unions, descendants and filters (RFC 9535). A path has at most 1000 bytes, and filters nest at most three deep. The
message gives the first invalid character.

    mapping: $.data..            # wrong: no name after the dots
    mapping: $.data[0].id        # right
    mapping: $.items[*].name
    mapping: $                   # the whole response
    mapping: $.items[?@.weight > 10].name

Correct the path.
";
    STEP_PATH = "NK0403", SpecWarning, "invalid step path", r"
The value of a mapping is `$.<step>`, or `$.<step>.<field>` with any number of fields. It contains names and dots only; anything else
selects nothing.

    mappings:
    - {target: city, value: '{{$.depot.city}}'}     # wrong: a template
    - {target: city, value: $.depot.city}           # right

Write the path without templates, brackets and filters.
";
}

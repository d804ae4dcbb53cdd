//! 05xx: what the format has and the generator does not do yet.

super::entries! {
    NOT_GENERATED = "NK0501", Notice, "not generated yet", r"
The construct was read and checked, but no code is generated for it. Everything else of the spec is generated.
";
    AUTHENTICATION_MANUAL = "NK0502", Notice, "authentication is left to the program", r"
The generated client cannot authenticate in this way by itself. Give it credentials on the builder: headers, query pairs, or a
signer.

Said of an adapter, it means that its callers bring what only the program can check. Until the program gives the builder a guard, nobody
is let in, and the adapter does not start.
";
    FEATURE_NEEDED = "NK0503", Notice, "a feature of the runtime is needed", r"
Responses in other formats than JSON are converted by the runtime, each format behind a cargo feature of its own. Paths with slices,
unions, descendants or filters are followed by the runtime behind the feature `jsonpath`. Without the feature, the generated code does not
compile, and the compiler says which one it is.
";
}

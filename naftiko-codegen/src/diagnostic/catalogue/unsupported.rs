//! Codes 05xx: parts of the format that the generator leaves to the program.

super::entries! {
    AUTHENTICATION_MANUAL = "NK0502", GeneratorWarning, "the program must authenticate", r#"
The generated code cannot authenticate in this way by itself.

If the diagnostic is about a consumed API, the generated client sends no credentials of its own. Set them on the builder:

    Capability::builder().parcels(|api| api.header("X-Signature", signature))

If it is about an adapter, only the program can check the credentials of callers. Set a guard with `GuardConfig::guard`. Until then the
adapter rejects every request, and the server does not start.
"#;
    FEATURE_NEEDED = "NK0503", GeneratorNote, "a feature of the runtime is required", r#"
The runtime converts responses in formats other than JSON, each behind its own cargo feature. Paths with slices, unions, descendants or
filters need the feature `jsonpath`. Without the feature the generated code does not compile, and the compiler names the feature.

    naftiko = "0.1"                                          # wrong: no feature
    naftiko = { version = "0.1", features = ["xml"] }        # right

Enable the feature in Cargo.toml.
"#;
    CONTROL_FIXED = "NK0504", GeneratorWarning, "a control adapter cannot change a compiled program", r"
The spec is compiled into the program, so that it cannot be reloaded, and its scripts are code of the program. Levels of logs are those of the program's
`tracing` subscriber.

    management: {health: true, reload: true}      # `reload` has no route

Generate the code again and restart the program, or remove the key.
";
    TUNNEL_MANUAL = "NK0505", GeneratorWarning, "the program must open the tunnel", r"
A tunnel needs a library of its network, which the program has. The generated client sends requests through the transport that the program sets:

    Capability::builder().ledger(|api| api.transport(ziti))

Without one, the client cannot be built, or it calls the API directly with `fallback: direct`.
";
}

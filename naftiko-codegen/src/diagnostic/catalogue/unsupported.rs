//! Codes 05xx: parts of the format that the generator leaves to the program or does not generate.

super::entries! {
    NOT_GENERATED = "NK0501", GeneratorWarning, "not generated yet", r"
The generator reads and checks the construct, but generates no code for it. It generates everything else in the spec. The spec is
correct, so this is a warning in strict mode too.

No change of the spec is needed. The changelog lists what each version generates.
";
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
}

//! Codes 09xx: defects of the generator.

super::entries! {
    DEFECT = "NK0901", Error, "defect of the generator", r"
The code that was generated from the spec is not valid Rust. This is a defect of the generator, not a mistake in the spec, and nothing is
generated from the spec.

Report it with the spec and the message. Until it is fixed, generate the spec without the part that the message names:

    naftiko generate desk.yaml --out src/generated --emit client
";
}

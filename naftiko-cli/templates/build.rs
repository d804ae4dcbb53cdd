//! Generates code from the spec.

fn main() {
    naftiko_codegen::Build::new().compile(&["specs/__spec__"]);
}

//! Generates code from the spec, and fake APIs for its tests.

fn main() {
    naftiko_codegen::Build::new()
        .testing(naftiko_codegen::Testing::Test)
        .compile(&["specs/__spec__"]);
}

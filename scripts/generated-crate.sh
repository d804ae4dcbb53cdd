# Sourced by scripts that check the code of many specs in one crate.

# Prepares the empty folder of the crate, whose generated modules are below src/generated.
#
#   prepare_crate FOLDER
prepare_crate() {
  rm -rf "$1/src"
  mkdir -p "$1/src/generated"
}

# Checks the crate with warnings and clippy's pedantic lints as errors. Call it from the root of the project.
#
#   check_crate FOLDER TARGET
check_crate() {
  local crate=$1 target=$2
  cat >"$crate/Cargo.toml" <<END
[package]
name = "code-of-published-files"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
naftiko = { path = "$PWD/naftiko", features = ["avro", "csv", "html", "jsonpath", "markdown", "protobuf", "xml", "yaml"] }

[profile.dev]
debug = 0
END
  printf '#![deny(warnings, clippy::pedantic)]\n#![forbid(unsafe_code)]\nmod generated;\n' >"$crate/src/lib.rs"
  cp Cargo.lock "$crate/Cargo.lock"
  CARGO_TARGET_DIR=$target/user-crates cargo clippy --quiet --offline --manifest-path "$crate/Cargo.toml"
}

#!/usr/bin/env bash
# Builds a project as users have it: from the tarballs of this project's crates and vendored sources, without a network, into a target folder
# with a space; then from the tarball of its own `cargo package`; then by the oldest supported toolchain, where it is installed. Takes about
# two minutes on two cores, as it compiles every dependency. Not part of .ci/run. `cargo test -p naftiko-tests --test projects` has the kinds
# of projects that need no build of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
crates=(naftiko-search naftiko-codegen naftiko-macros naftiko-runtime naftiko)
export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

# Runs a command without a network, where the system can.
without_network() {
  if unshare --map-root-user --net true 2>/dev/null; then
    unshare --map-root-user --net "$@"
  else
    "$@"
  fi
}

# Writes a program that depends on released versions.
program() {
  mkdir -p "$1/src" "$1/specs"
  cp "$root/specs/m3ter-auth.yaml" "$root/specs/m3ter-auth.openapi.yaml" "$1/specs/"
  cat >"$1/Cargo.toml" <<'END'
[package]
name = "project"
version = "0.1.0"
edition = "2024"
rust-version = "1.89"
description = "A program with a macro"
license = "MIT"

[dependencies]
naftiko = "0.1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[profile.dev]
debug = false
END
  cat >"$1/src/main.rs" <<'END'
naftiko::naftiko!("m3ter-auth.yaml");

#[tokio::main]
async fn main() {
    let capability = m3ter_auth::Capability::builder().variable("M3TER_API_KEY", "key").build();
    println!("{}", capability.is_ok());
}
END
  cp "$root/Cargo.lock" "$1/"
}

step "crates are packaged"
package=()
for crate in "${crates[@]}"; do
  package+=(--package "$crate")
done
CARGO_TARGET_DIR=$scratch/packages cargo package --quiet --offline --allow-dirty --no-verify "${package[@]}" 2>"$scratch/warnings" ||
  { cat "$scratch/warnings" >&2; exit 1; }
mkdir -p "$scratch/crates" "$scratch/.cargo"
echo '[patch.crates-io]' >"$scratch/.cargo/config.toml"
for crate in "${crates[@]}"; do
  tar -xzf "$scratch/packages/package/$crate"-[0-9]*.crate -C "$scratch/crates"
  mv "$scratch/crates/$crate"-[0-9]* "$scratch/crates/$crate"
  echo "$crate = { path = '$scratch/crates/$crate' }" >>"$scratch/.cargo/config.toml"
done

step "dependencies are vendored"
program "$scratch/project"
cd "$scratch/project"
cargo vendor --quiet --offline "$scratch/vendor" >/dev/null
cat >>"$scratch/.cargo/config.toml" <<END
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$scratch/vendor"
END

export CARGO_HOME=$scratch/home CARGO_TARGET_DIR="$scratch/Build output"
# The toolchains stay where they are.
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
step "project is built without a network"
without_network cargo build --quiet --offline --locked
[[ $("$CARGO_TARGET_DIR/debug/project") == true ]]

step "project is packaged, and built from its tarball"
without_network cargo package --quiet --offline --allow-dirty
mkdir "$scratch/tarball"
tar -xzf "$CARGO_TARGET_DIR/package/project-0.1.0.crate" -C "$scratch/tarball"
cd "$scratch/tarball/project-0.1.0"
without_network cargo build --quiet --offline --locked

oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$root/Cargo.toml")
toolchain=$(rustup toolchain list 2>/dev/null | grep -o "^$oldest[^ ]*" | head -1 || true)
if [[ -n $toolchain ]]; then
  step "project is checked by Rust $oldest"
  without_network env CARGO_TARGET_DIR="$scratch/oldest" RUSTUP_TOOLCHAIN="$toolchain" cargo check --quiet --offline --locked
else
  step "Rust $oldest is not installed; skipped"
fi
step "done"

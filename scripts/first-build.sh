#!/usr/bin/env bash
# Measures a first build: CPU and wall seconds of `cargo build` with an empty target folder, for a program with one macro. Not part of
# .ci/run. `lean` is the default with the profile of docs/performance.md. With a revision, builds that state of the project and this one in
# turn, so that both see the same machine.
#
#   scripts/first-build.sh [times, 3 unless told [revision]]
set -euo pipefail
cd "$(dirname "$0")/.."
times=${1:-3}
revision=${2:-}
root=$PWD
scratch=$(mktemp -d)
trap 'git worktree remove --force "$scratch/before" >/dev/null 2>&1 || true; rm -rf "$scratch"' EXIT
declare -A trees=([now]=$root)
names=(now)
if [[ -n $revision ]]; then
  git worktree add --quiet --detach "$scratch/before" "$revision"
  trees[before]=$scratch/before
  names=(before now)
fi
rest=client,rest,macros,tls,oauth2,logs

# Writes a program.
#
#   program NAME TREE FEATURES
program() {
  mkdir -p "$scratch/$1/src"
  cp "$root/specs/m3ter-auth.yaml" "$scratch/$1/"
  cat >"$scratch/$1/Cargo.toml" <<EOF
[package]
name = "first"
version = "0.1.0"
edition = "2024"
[dependencies]
naftiko = { path = "$2/naftiko", default-features = false, features = [$(sed 's/[^,]*/"&"/g' <<<"$3")] }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
[workspace]
EOF
  cp "$2/Cargo.lock" "$scratch/$1/"
  cat >"$scratch/$1/src/main.rs" <<EOF
naftiko::naftiko! { "m3ter-auth.yaml", emit: [$4] }
#[tokio::main]
async fn main() {
    println!("{}", m3ter_auth::Capability::from_env().is_ok());
}
EOF
}

for name in "${names[@]}"; do
  program "$name-default" "${trees[$name]}" "client,logs,macros,mcp,oauth2,rest,tls" "client, rest, mcp"
  program "$name-rest" "${trees[$name]}" "$rest" "client, rest"
  program "$name-lean" "${trees[$name]}" "client,logs,macros,mcp,oauth2,rest,tls" "client, rest, mcp"
  printf '%s\n' '[profile.dev]' 'debug = "line-tables-only"' '[profile.dev.package."*"]' 'debug = false' >>"$scratch/$name-lean/Cargo.toml"
  for kind in default rest lean; do
    (cd "$scratch/$name-$kind" && cargo fetch --quiet)
  done
done
TIMEFORMAT='%U %S %R'
for ((turn = 1; turn <= times; turn++)); do
  for kind in default rest lean; do
    for name in "${names[@]}"; do
      rm -rf "$scratch/target"
      used=$({ time (cd "$scratch/$name-$kind" && CARGO_TARGET_DIR=$scratch/target CARGO_INCREMENTAL=0 cargo build --quiet 2>/dev/null); } 2>&1)
      awk -v what="$kind, $name" '{printf "%s: %.0f CPU seconds, %.0f wall\n", what, $1 + $2, $3}' <<<"$used"
    done
  done
done

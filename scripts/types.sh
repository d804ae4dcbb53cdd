#!/usr/bin/env bash
# Generates the published specs with the documents of their APIs and checks the code of all in one crate, with warnings and clippy's
# pedantic lints as errors. Not part of .ci/run. Needs the published specs beside the project (../shared/corpus).
#
#   scripts/types.sh [further options of `naftiko generate`]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/generated-crate.sh
corpus=$PWD/../shared/corpus
target=${CARGO_TARGET_DIR:-$PWD/target}
crate=$target/types
cargo build --quiet -p naftiko-cli
prepare_crate "$crate"
count=0
while IFS=$'\t' read -r spec document _; do
  # One folder per spec, since two specs may have a name in common.
  count=$((count + 1))
  name=spec_$count
  "$target/debug/naftiko" generate "$corpus/$spec" --openapi "$corpus/openapi/$document" --out "$crate/src/generated/$name" "$@" \
    >/dev/null 2>&1 || { echo "$spec is not generated" >&2; exit 1; }
  echo "pub mod $name;" >>"$crate/src/generated/mod.rs"
done <"$corpus/openapi/pairs.tsv"
check_crate "$crate" "$target"
echo "$(grep -c . "$crate/src/generated/mod.rs") specs compile without a warning"

#!/usr/bin/env bash
# Imports every published OpenAPI document, generates the specs and checks the code of all in one crate, with warnings and clippy's
# pedantic lints as errors. Not part of .ci/run. Needs the published documents beside the project (../shared/corpus/openapi).
#
#   scripts/imports.sh [pattern of the documents, such as 'm3ter/*']
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/generated-crate.sh
corpus=$PWD/../shared/corpus/openapi
target=${CARGO_TARGET_DIR:-$PWD/target}
crate=$target/imports
cargo build --quiet -p naftiko-cli
prepare_crate "$crate"
rm -rf "$crate/specs"
mkdir -p "$crate/specs"
count=0
for document in "$corpus"/${1:-*/*}; do
  case $document in *.yml | *.yaml | *.json) ;; *) continue ;; esac
  count=$((count + 1))
  name=document_$count
  # The document is beside its spec, since a spec names files of its package only.
  cp "$document" "$crate/specs/$name.openapi.${document##*.}"
  "$target/debug/naftiko" import openapi "$crate/specs/$name.openapi.${document##*.}" --namespace api --out "$crate/specs/$name.yaml" \
    >/dev/null 2>&1 || { echo "$document is not imported" >&2; exit 1; }
  typed=$("$target/debug/naftiko" check "$crate/specs/$name.yaml" 2>/dev/null) || { echo "$document has errors" >&2; exit 1; }
  read -r _ described _ operations _ <<<"$typed"
  [[ $described == "$operations" ]] || { echo "$document: $typed" >&2; exit 1; }
  "$target/debug/naftiko" generate "$crate/specs/$name.yaml" --module api --out "$crate/src/generated/$name" >/dev/null 2>&1
  echo "pub mod $name;" >>"$crate/src/generated/mod.rs"
done
check_crate "$crate" "$target"
echo "$count documents are imported, and their code compiles without a warning"

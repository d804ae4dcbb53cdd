#!/usr/bin/env bash
# Generates the documents that REST adapters serve, of the samples, the specs of the tests and the published specs with documents, and
# validates them: against the official meta-schemas (openapi-spec-validator), and by a linter's recommended rules (redocly). Not part of
# .ci/run. Needs npm, Python and PyPI; the published specs only where they are beside the project.
#
#   scripts/served-documents.sh                      all of them
#   scripts/served-documents.sh a.yaml b.yaml ...    these specs
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
scratch=$target/served-documents
corpus=$root/../shared/corpus
validator=0.9.0
redocly=2.77.0

cargo build --quiet -p naftiko-cli
rm -rf "$scratch/generated" "$scratch/documents"
mkdir -p "$scratch/documents"

# Collects the documents of a spec.
#
#   collect SPEC [OPTION ...]
collect() {
  local spec=$1 name out document
  shift
  name=$(basename "$spec" .yaml)
  out=$scratch/generated/$name
  "$target/debug/naftiko" generate "$spec" --out "$out" "$@" 2>"$scratch/findings.txt" \
    || { cat "$scratch/findings.txt" >&2; exit 1; }
  while read -r document; do
    cp "$document" "$scratch/documents/$name.$(basename "$(dirname "$document")").$(basename "$document")"
  done < <(find "$out" -name '*openapi.json')
}

if [ $# -gt 0 ]; then
  for spec in "$@"; do collect "$spec"; done
else
  for spec in specs/*.yaml tests/specs/*.yaml; do
    # A document of an API and a spec with an intended error are not specs that are served.
    case $spec in *.openapi.yaml | */outside.yaml) ;; *) collect "$spec" ;; esac
  done
  [ -d "$corpus" ] && while IFS=$'\t' read -r spec document _; do
    collect "$corpus/$spec" --openapi "$corpus/openapi/$document"
  done <"$corpus/openapi/pairs.tsv"
fi

cd "$scratch"
if ! venv/bin/pip list 2>/dev/null | grep -q "openapi-spec-validator *$validator"; then
  python3 -m venv venv
  venv/bin/pip install --quiet "openapi-spec-validator==$validator"
fi
[ -x node_modules/.bin/redocly ] && [ "$(node_modules/.bin/redocly --version 2>/dev/null)" = "$redocly" ] \
  || npm install --silent --no-audit --no-fund "@redocly/cli@$redocly"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

venv/bin/openapi-spec-validator documents/*.json >validated.txt || { grep -v ': OK$' validated.txt >&2; exit 1; }
node_modules/.bin/redocly lint --config "$root/scripts/served-documents/redocly.yaml" --max-problems 50 documents/*.json
echo "$(ls documents | wc -l) served documents are valid"

#!/usr/bin/env bash
# Runs schemathesis against the API documents that generated REST adapters serve, with all of its default checks:
#
#   scripts/schemathesis.sh                      the samples, and the specs of the tests
#   scripts/schemathesis.sh a.yaml b.yaml ...    these specs
#   FAULTS=1 scripts/schemathesis.sh ...         in front of an upstream that fails in one way after another
#
# The upstream takes every request, as far as the specs say what it takes: an API that refuses what its spec allows fails the check
# that valid requests are accepted, and only its spec can mend that. Needs Python 3 with venv, and PyPI for the first run. Everything
# is kept in target/schemathesis. Ends with 1 when a check fails; MAX_EXAMPLES (default 50) sets how long it tries.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
version=4.32.5
scratch=${CARGO_TARGET_DIR:-$root/target}/schemathesis
cargo=${CARGO:-cargo}
mkdir -p "$scratch"

if ! "$scratch/venv/bin/schemathesis" --version 2>/dev/null | grep -qF "$version"; then
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet "schemathesis==$version"
fi

specs=("$@")
if [ ${#specs[@]} -eq 0 ]; then
  specs=("$root"/specs/*.yaml "$root"/tests/specs/parcel-desk.yaml)
fi
mapfile -t specs < <(realpath "${specs[@]}")

# A program that serves them all.
crate=$scratch/served
mkdir -p "$crate/src"
rm -rf "$crate/src/generated"
(cd "$root" && $cargo run --quiet -p naftiko-cli -- generate "${specs[@]}" --out "$crate/src/generated" 2>"$scratch/findings.txt")
cp "$root"/scripts/schemathesis/*.rs "$crate/src/"
cp "$root/Cargo.lock" "$crate/"
cat > "$crate/Cargo.toml" <<TOML
[workspace]
[package]
name = "served"
version = "0.0.0"
edition = "2024"
[dependencies]
naftiko = { path = "$root/naftiko", features = ["csv", "html", "markdown", "xml", "yaml"] }
tokio = { version = "1", features = ["full"] }
[profile.dev]
debug = false
TOML
modules=$(sed -n 's/^pub mod \(.*\);/\1/p' "$crate/src/generated/mod.rs")
{
  echo '//! The capabilities.'
  echo 'pub async fn serve() -> Result<(), Box<dyn std::error::Error>> {'
  echo '    tokio::try_join!('
  for module in $modules; do
    echo "        async { Ok::<(), Box<dyn std::error::Error>>(crate::generated::$module::Capability::from_env()?.serve().await?) },"
  done
  echo '    )?;'
  echo '    Ok(())'
  echo '}'
} > "$crate/src/modules.rs"
(cd "$crate" && CARGO_TARGET_DIR=$scratch/target $cargo build --quiet)

# Its variables: what the generated code says it reads.
upstream=127.0.0.1:${UPSTREAM_PORT:-18999}
settings=(UPSTREAM="$upstream")
for name in $(grep -ohE '`[A-Z][A-Z0-9_]*`' "$crate"/src/generated/*/mod.rs | tr -d '`' | sort -u); do
  case $name in
    *_BASE_URI) settings+=("$name=http://$upstream") ;;
    *) settings+=("$name=x") ;;
  esac
done
for name in $(grep -ohE 'Adapter::(rest|mcp)\(\s*"[^"]*"' -z "$crate"/src/generated/*/mod.rs | tr '\0' '\n' | grep -oE '"[^"]*"' | tr -d '"' | tr 'a-z' 'A-Z' | tr -c 'A-Z0-9\n' '_'); do
  settings+=("${name}_PORT=0")
done
[ -n "${FAULTS:-}" ] && settings+=(FAULTS=1)
log=$scratch/served.log
env "${settings[@]}" "$scratch/target/debug/served" > "$log" 2>&1 &
served=$!
trap 'kill "$served" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  [ "$(grep -c 'listening on' "$log")" -ge "$(wc -w <<< "$modules")" ] && break
  kill -0 "$served" 2>/dev/null || { cat "$log"; exit 1; }
  sleep 0.1
done
sleep 0.5

configuration=$scratch/schemathesis.toml
# An API of the metadata service is waited for: repetitions take their time.
echo "request-timeout = 90" > "$configuration"
if [ -n "${FAULTS:-}" ]; then
  # An API that fails is answered with 502, or with its own 5xx: that is right, and what the document says.
  printf '[checks.not_a_server_error]\nexpected-statuses = ["2XX", "3XX", "4XX", "500", "502"]\n' >> "$configuration"
fi
failed=()
# It keeps what it found beside where it runs.
cd "$scratch"
while read -r url; do
  echo "== $url"
  "$scratch/venv/bin/schemathesis" --config-file "$configuration" run "$url/openapi.json" \
    --max-examples "${MAX_EXAMPLES:-50}" --seed 1 --workers 1 ${SCHEMATHESIS_ARGS:-} || failed+=("$url")
done < <(sed -nE 's/.*listening on (http:\/\/[^ ]*) \(rest .*/\1/p' "$log")
kill -0 "$served" || { echo "the server is gone"; exit 1; }
if [ ${#failed[@]} -ne 0 ]; then
  echo "failed: ${failed[*]}"
  exit 1
fi

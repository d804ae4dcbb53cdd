#!/usr/bin/env bash
# Serves a capability with typed bodies, opens the page of its OpenAPI document in a headless browser, and checks that fields, choices, examples
# and the schema of the response are shown, that a call can be tried, and that the browser reports no error. Not part of .ci/run. Needs npm, and
# chromium (`CHROMIUM` for another path). Screenshots are in target/pages.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
scratch=$target/pages
browser=${CHROMIUM:-$(command -v chromium)}
puppeteer=24.8.2

cargo build --quiet -p naftiko-cli
rm -rf "$scratch/src"
mkdir -p "$scratch/src"
"$target/debug/naftiko" generate tests/specs/freight-desk.yaml --out "$scratch/src/generated" 2>/dev/null
cp scripts/pages/main.rs "$scratch/src/"
cp scripts/pages/browse.mjs Cargo.lock "$scratch/"
cat >"$scratch/Cargo.toml" <<END
[package]
name = "pages"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
naftiko = { path = "$root/naftiko" }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread", "signal"] }

[profile.dev]
debug = false
END
cd "$scratch"
CARGO_TARGET_DIR=$target/user-crates cargo build --quiet --offline
grep -qs "\"version\": \"$puppeteer\"" node_modules/puppeteer-core/package.json \
  || npm install --silent --no-audit --no-fund "puppeteer-core@$puppeteer"

"$target/user-crates/debug/pages" >address.txt &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 50); do [ -s address.txt ] && break || sleep 0.1; done
node browse.mjs "$(cat address.txt)" "$browser" "$scratch"
echo "the page shows fields, choices, examples and responses, and calls"

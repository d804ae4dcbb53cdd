#!/usr/bin/env bash
# Tries in Chromium what pages of several origins can do with adapters: read responses, send requests with and without a preflight, follow
# links, and reach the adapters by a foreign name. Not part of .ci/run. Needs Chromium (CHROMIUM names another one), npm and node; the driver
# of the browser is installed into target/cross-site, in the version below.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-$PWD/target}
crate=$target/cross-site
page=${CROSS_SITE_PORT:-8941}
other=$((page + 1)) rest=$((page + 2)) mcp=$((page + 3))

mkdir -p "$crate/src"
sed "s/{{page}}/$page/" scripts/cross-site/desk.yaml >"$crate/desk.yaml"
cp scripts/cross-site/main.rs "$crate/src/main.rs"
cp scripts/cross-site/pages.mjs Cargo.lock "$crate"
cat >"$crate/Cargo.toml" <<END
[package]
name = "cross-site"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
naftiko = { path = "$PWD/naftiko" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
END
cd "$crate"
[ -d node_modules ] || npm install --ignore-scripts --no-audit --no-fund --silent puppeteer-core@25.16.0
cargo build --quiet --target-dir "$target"

# Only the REST adapter has the key in its spec; the MCP adapter gets its origins from the environment.
export DESK_API_PORT=$rest DESK_MCP_PORT=$mcp DESK_MCP_ALLOWED_ORIGINS=http://localhost:$page DESK_LOG=naftiko=info
"$target/debug/cross-site" 2>server.log &
server=$!
trap 'kill "$server"' EXIT
until grep -q 'mcp desk-mcp' server.log; do
  kill -0 "$server" || { cat server.log; exit 1; }
  sleep 0.1
done
node pages.mjs "${CHROMIUM:-$(command -v chromium)}" "$page" "$other" "$rest" "$mcp" server.log

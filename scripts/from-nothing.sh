#!/usr/bin/env bash
# From nothing to an agent that calls an API: installs the command, makes a package of a published document without a terminal, and does in it what
# its README says. Its adapters are called by curl and by the official Python client of MCP. Not part of .ci/run. Needs curl, Python, PyPI and the
# published documents beside the project (../shared/corpus/openapi).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
document=$root/../shared/corpus/openapi/m3ter/m3ter-openapi.yml
target=${CARGO_TARGET_DIR:-$PWD/target}
scratch=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
export CARGO_TERM_COLOR=never CARGO_INCREMENTAL=0

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

cargo install --quiet --offline --locked --path naftiko-cli --root "$scratch/installed" --target-dir "$target/installed"
PATH=$scratch/installed/bin:$PATH
cd "$scratch"
step "installed $(naftiko --version)"

naftiko new shop --from "$document" --tag Meter --runtime "$root" --yes </dev/null 2>new.log || { cat new.log >&2; exit 1; }
cd shop
cp "$root/Cargo.lock" .
naftiko check --strict specs/shop.yaml 2>../check.log || { cat ../check.log >&2; exit 1; }
export CARGO_TARGET_DIR=$target/user-crates
cargo fmt --check
cargo clippy --quiet --offline --all-targets -- -D warnings
cargo test --quiet --offline >test.log 2>&1 || { cat test.log >&2; exit 1; }
cargo run --quiet --offline -- --once
step "a package of $(grep -c 'call: ' specs/shop.yaml) routes and tools"

# A second run of `init` changes nothing.
sum() { find . -type f -exec sha256sum {} + | sort; }
naftiko init 2>../init.log >/dev/null
sum >../before
naftiko init 2>../init.log >/dev/null
sum | cmp - ../before
grep -qx 'nothing to change' ../init.log
step "init"

M3TER_API_REST_PORT=18080 M3TER_MCP_PORT=19090 "$CARGO_TARGET_DIR/debug/shop" --fake >../server.log 2>&1 &
server=$!
for _ in $(seq 100); do
  (: <"/dev/tcp/127.0.0.1/19090") 2>/dev/null && break
  sleep 0.1
done
curl -sf http://127.0.0.1:18080/organizations/o1/meters | grep -q '"data":\[{' || { cat ../server.log >&2; exit 1; }
step "curl"

python3 -m venv "$scratch/python"
"$scratch/python/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0
"$scratch/python/bin/python" - <<'END'
import asyncio

from mcp import Client


async def main():
    async with Client("http://127.0.0.1:19090/mcp") as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        result = await client.call_tool("list-meters", {"orgId": "o1"})
        assert not result.is_error and "data" in result.structured_content, result
        print(len(tools), "tools;", "list-meters returns", len(result.structured_content["data"]), "meters")


asyncio.run(main())
END
step "the official Python client"

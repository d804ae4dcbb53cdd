#!/usr/bin/env bash
# Runs clients of MCP against the conformance capability in each catalogue: they list tools, search for them, and call them.
#
#     scripts/clients.sh [folder]
#
# The clients are the Python SDK and FastMCP, and the TypeScript SDK 1 and 2, in both generations of the protocol where they have both. That of the
# Rust SDK is in tests/conformance/tests. CONFORMANCE_SERVER is a server that is built already, CLIENTS_PORT another port.
#
# Clients are installed into the folder (target/clients unless given), from npm and PyPI, in the versions below. Needs cargo, npm, node 20 and
# python3. Ends with 1 when a check fails.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$root/target/clients}
here=$root/scripts/conformance
port=${CLIENTS_PORT:-8941}
url=http://127.0.0.1:$port/mcp
mkdir -p "$work"
work=$(cd "$work" && pwd)

if [ ! -d "$work/node_modules" ]; then
    (cd "$work" && npm install --ignore-scripts --no-audit --no-fund --silent \
        @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0)
fi
if [ ! -x "$work/python/bin/fastmcp" ]; then
    python3 -m venv "$work/python"
    "$work/python/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 fastmcp==4.1.2
fi
if [ -z "${CONFORMANCE_SERVER:-}" ]; then
    cargo build --quiet --manifest-path "$root/Cargo.toml" -p naftiko-conformance
    CONFORMANCE_SERVER=${CARGO_TARGET_DIR:-$root/target}/debug/naftiko-conformance
fi

failed=0
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true' EXIT
for catalogue in all toolsets search; do
    CONFORMANCE_PORT=$port CONFORMANCE_MCP_CATALOGUE=$catalogue "$CONFORMANCE_SERVER" 2> "$work/$catalogue.log" &
    server=$!
    for _ in $(seq 100); do
        if curl --silent --output /dev/null "$url"; then break; fi
        sleep 0.1
    done
    "$work/python/bin/python" "$here/catalogues.py" "$url" "$catalogue" || failed=1
    node "$here/catalogues.mjs" "$work" "$url" "$catalogue" || failed=1
    kill "$server"
    wait "$server" || true
    server=
done
exit "$failed"

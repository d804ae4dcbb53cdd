#!/usr/bin/env bash
# Edits specs under load while `naftiko dev` serves them: no request is refused or reset, each change is served within three seconds, and a broken
# one is shown and survived. Then tries what else happens to specs and their folder, serves without inotify, and serves a sample of the published
# specs if they are beside the project (../shared/corpus). Takes about five minutes with 100 edits. Not part of .ci/run. Needs curl, python3, ip
# and unshare.
#
#   scripts/dev.sh [NUMBER OF EDITS]
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
edits=${1:-100}
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --quiet --offline -p naftiko-cli
naftiko=$target/debug/naftiko
scratch=$(mktemp -d)
dev=
stop() { [[ -z $dev ]] || kill "$dev" 2>/dev/null || true; }
trap 'stop; rm -rf "$scratch"' EXIT
# Builds are incremental, as they are for users.
unset CARGO_INCREMENTAL
export CARGO_TARGET_DIR=$target/dev-projects CARGO_NET_OFFLINE=true XDG_CACHE_HOME=$scratch/cache
cd "$scratch"

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() { echo "$*" >&2; tail -20 "$scratch/errors" >&2; exit 1; }

# Waits until the log of the command has a text.
#
#   logged TEXT SECONDS
logged() {
  local end=$((SECONDS + $2))
  until grep -qF -- "$1" errors; do
    kill -0 "$dev" 2>/dev/null || fail "dev ended"
    ((SECONDS < end)) || fail "no \`$1\` within $2 s"
    sleep 0.05
  done
}

# Starts `naftiko dev`, with a command before it if there is one, and waits until it serves.
before=()
start() {
  : >errors
  "${before[@]}" "$naftiko" dev "$@" --runtime "$root" >configuration 2>errors &
  dev=$!
  logged 'desk-mcp at' 600
}

cat "$root"/naftiko-cli/templates/spec/{api.yaml,rest.yaml,mcp.yaml} |
  sed 's/^  - type: rest/  exposes:\n  - type: rest/; s/parcels-rest/desk-rest/; s/parcels-mcp/desk-mcp/; s/8080/18480/; s/9090/18490/' >desk.yaml
cp desk.yaml first.yaml
start desk.yaml --mock
grep -q '"desk-mcp":{"type":"http","url":"http://127.0.0.1:18490/mcp"}' configuration || fail "no configuration of agents"
step "first build"

python3 "$root/scripts/dev/load.py" "$edits" desk.yaml || fail "the load failed"
grep -q 'invalid `method` `FETCH`' errors || fail "the broken edit is not shown"
step "$edits edits under load"

# A change of the time alone builds nothing, and a change of the port moves the listener.
touch desk.yaml
sed 's/18480/18481/' first.yaml >moved && mv moved desk.yaml
for _ in $(seq 100); do
  curl -sf -o moved.json http://127.0.0.1:18481/parcels/P1 && break
  sleep 0.1
done
[[ -s moved.json ]] || fail "the new port is not served"
! curl -s http://127.0.0.1:18480/parcels/P1 || fail "the old port is still served"
step "another port"

# During a build, so that cargo runs as well.
sed 's/Where a parcel is/Never served/' desk.yaml >edited && mv edited desk.yaml
for _ in $(seq 100); do
  pgrep -P "$dev" -x cargo >/dev/null && break
  sleep 0.02
done
processes=$(pgrep -P "$dev")
kill -INT "$dev"
wait "$dev" || fail "dev did not end with success"
dev=
sleep 0.5
for process in $processes; do
  # A process that has ended may still have its entry, if the container does not remove it.
  [[ $(ps -o stat= -p "$process") =~ ^(Z.*)?$ ]] || fail "a process outlives dev"
done
step "Ctrl-C leaves none of $(wc -w <<<"$processes") processes"

# Without a single watch of inotify, changes are seen as before.
before=(unshare --map-root-user bash -c 'echo 0 >/proc/sys/user/max_inotify_instances && echo 0 >/proc/sys/user/max_inotify_watches && exec "$@"' _)
cp first.yaml desk.yaml
start desk.yaml --mock
sed 's/Where a parcel is/Where it is/' first.yaml >edited && mv edited desk.yaml
tools() {
  curl -s http://127.0.0.1:18490/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' \
    -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
}
for _ in $(seq 100); do
  [[ $(tools) == *"Where it is"* ]] && break
  sleep 0.1
done
[[ $(tools) == *"Where it is"* ]] || fail "a change is not served without inotify"
stop
wait "$dev" || true
dev= before=()
step "no inotify"

# A sample of the published specs, each in a network of its own, since all have the same ports: fake APIs, documents and lists of tools.
sample() {
  local served=0 spec
  while read -r spec; do
    "$naftiko" check "$spec" >/dev/null 2>&1 || continue
    unshare --map-root-user --net bash -c '
      ip link set lo up
      "$1" dev "$2" --mock --runtime "$3" >/dev/null 2>sample.log &
      dev=$!
      trap "kill $dev; wait $dev" EXIT
      until grep -q " at http://" sample.log; do
        kill -0 $dev 2>/dev/null || { grep -q "no adapter to serve" sample.log; exit; }
        sleep 0.1
      done
      sleep 0.2
      for address in $(sed -n "s/.* at \(http:[^ ]*\)$/\1/p" sample.log); do
        rest=$(curl -s -o /dev/null -w "%{http_code}" "$address/openapi.json")
        mcp=$(curl -s "$address/mcp" -H "content-type: application/json" -H "accept: application/json, text/event-stream" \
          -d "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}")
        skills=$(curl -s -o /dev/null -w "%{http_code}" "$address/skills")
        [[ $rest == 200 || $mcp == *"\"result\":{}"* || $skills == 200 ]] || { echo "$address: $rest $mcp" >&2; exit 1; }
      done
    ' _ "$naftiko" "$spec" "$root" || { cat sample.log >&2; fail "$spec is not served"; }
    served=$((served + 1))
  done < <(find "$root/../shared/corpus" -name '*.y*ml' -not -path '*/openapi/*' | sort | awk 'NR % 20 == 7')
  step "$served published specs"
}
[[ ! -d $root/../shared/corpus ]] || sample

# On a full disk, one sentence says what to do.
mkdir full
unshare --map-root-user --mount bash -c '
  mount -t tmpfs -o size=16k tmpfs full
  CARGO_TARGET_DIR= "$1" dev first.yaml --project full/project 2>errors && exit 1
  grep -q "free space, or choose another folder" errors
' _ "$naftiko" || fail "a full disk"
step "a full disk"

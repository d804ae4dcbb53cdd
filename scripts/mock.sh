#!/usr/bin/env bash
# Compiles every published spec with fake APIs, calls each operation with its generated client, and decodes the response. A sample is part of
# .ci/run; all specs are not. Then records on a full disk, which leaves no file behind. Needs curl, and the published specs beside the project
# (../shared/corpus).
set -euo pipefail
cd "$(dirname "$0")/.."
NAFTIKO_FAKE_APIS=all cargo test --quiet -p naftiko-tests --test fake_apis -- --nocapture

cargo build --quiet -p naftiko-cli
naftiko=${CARGO_TARGET_DIR:-$PWD/target}/debug/naftiko
spec=$PWD/naftiko-cli/tests/fixtures/parcels.yaml
scratch=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir full

# The fake API is the one that is recorded.
"$naftiko" mock "$spec" --address 127.0.0.1:14010 >mock.env 2>/dev/null &
until grep -q = mock.env; do sleep 0.1; done
export $(cat mock.env)
unshare --map-root-user --mount bash -c '
  mount -t tmpfs -o size=16k tmpfs full && cd full || exit 1
  dd if=/dev/zero of=fill bs=1k count=16 2>/dev/null || true
  "$1" mock "$2" --address 127.0.0.1:14011 --record calls >../record.env 2>../record.log &
  until grep -q = ../record.env; do sleep 0.1; done
  [[ $(curl -s http://127.0.0.1:14011/parcels/parcels/P1) == *"Free space"* ]] || exit 1
  kill %1 && wait %1 || exit 1
  [[ -z $(find calls -type f) ]]
' _ "$naftiko" "$spec"
echo "a full disk leaves no recording"

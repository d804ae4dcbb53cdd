#!/usr/bin/env bash
# Attacks a generated server for a minute: incomplete heads and bodies, large messages and responses, pages that are slow to read, and
# thousands of slow requests. A polite caller at another address asks meanwhile.
#
#   scripts/flood.sh [seconds [attack...]]    # an attack by a part of its name: tests/flood/attacks.rs
#
# Once with the allocator of the machine, and once with jemalloc where it is installed (Debian's package libjemalloc2), as docs/serving.md
# recommends. Ends with 1 when the polite caller gets less than 99 % of its answers during one of the attacks, when the server takes more than
# 512 MB, or when it keeps more than twice its idle memory with jemalloc. Runs on Linux, on the loopback interface alone.
set -uo pipefail
cd "$(dirname "$0")/.."
# Both ends of thousands of connections are on this machine.
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
flood() {
  cargo bench --quiet --locked -p naftiko-tests --bench flood -- "$@"
}
failed=0
echo "== the allocator of the machine"
flood "$@" || failed=1
jemalloc=$(ldconfig -p 2>/dev/null | awk '/libjemalloc\.so\.2/ {print $NF; exit}')
if [ -n "$jemalloc" ]; then
  echo "== jemalloc"
  export MALLOC_CONF=background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0
  LD_PRELOAD=$jemalloc FLOOD_KEPT=2 flood "$@" || failed=1
fi
exit $failed

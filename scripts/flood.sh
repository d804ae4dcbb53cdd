#!/usr/bin/env bash
# Attacks a generated server for a minute: incomplete heads and bodies, large messages and responses, pages that are slow to read, and
# thousands of slow requests. A polite caller at another address asks meanwhile.
#
#   scripts/flood.sh [seconds [attack...]]    # an attack by a part of its name: tests/flood/attacks.rs
#
# Ends with 1 when the polite caller gets less than 99 % of its answers during one of the attacks, when the server takes more than 512 MB,
# or when it keeps more than 64 MB afterwards. Runs on Linux, on the loopback interface alone.
set -uo pipefail
cd "$(dirname "$0")/.."
# The allocator of glibc would keep what is freed (docs/serving.md).
export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=8192
# Both ends of thousands of connections are on this machine.
ulimit -n 20000 2>/dev/null || ulimit -n "$(ulimit -Hn)"
exec cargo bench --quiet --locked -p naftiko-tests --bench flood -- "$@"

#!/usr/bin/env bash
# Measures the generator on specs at the limits of a file (8 MiB, 200,000 values), each of which spends them on one kind of thing.
#
#   scripts/limits.sh [family...]    # without names all of them: tests/src/worst
#
# Each spec goes through the command (`check` for people and as JSON, `generate`), the macro and build.rs, in a release build. Prints
# seconds of processor time and peak memory of the slowest and of the largest of these. Ends with 1 when one takes more than 10 seconds
# or 512 MB, or ends in any way but code or errors. Needs GNU time. LIMITS_BIN is a folder with a build that is there already.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/target/limits
bin=${LIMITS_BIN:-$root/target/release}
[ -n "${LIMITS_BIN:-}" ] || cargo build --quiet --locked --release -p naftiko-cli -p naftiko-tests --bin naftiko --bin limits || exit 2
rm -rf "$work"
mkdir -p "$work/out"
"$bin/limits" make "$work" || exit 2
cd "$work" || exit 2

# Runs one front, and prints its name, seconds, megabytes and how it ended.
measure() { # <front> <command>...
    local front=$1
    shift
    # A runaway is stopped a little beyond the limits.
    (ulimit -t 15; ulimit -v 4000000; exec /usr/bin/time -q -f '%U %S %M' -o time "$@" >out/stdout 2>out/stderr)
    local code=$?
    tail -n 1 time | awk -v front="$front" -v code="$code" '{printf "%s %.1f %d %d\n", front, $1 + $2, $3 / 1024, code}'
}

families=("$@")
[ ${#families[@]} -gt 0 ] || families=($(ls -- *.yaml | sed 's/\.yaml$//'))
failed=0
printf '%-36s %8s  %-9s %6s  %-9s\n' family seconds in MB in
for family in "${families[@]}"; do
    rm -rf out/code
    {
        measure check "$bin/naftiko" check "$family.yaml"
        measure json "$bin/naftiko" check "$family.yaml" --message-format json
        measure generate "$bin/naftiko" generate "$family.yaml" --out out/code
        measure macro "$bin/limits" macro "$family.yaml"
        measure build "$bin/limits" build "$family.yaml" out
    } >runs
    awk -v family="$family" '
        $2 >= seconds { seconds = $2; slowest = $1 }
        $3 >= memory { memory = $3; largest = $1 }
        # Codes beyond 3 are those of signals and of time itself.
        $4 > 3 { wrong = wrong " " $1 }
        END {
            bad = seconds > 10 || memory > 512 || wrong != ""
            printf "%-36s %8.1f  %-9s %6d  %-9s%s\n", family, seconds, slowest, memory, largest, bad ? "  too much" wrong : ""
            exit bad
        }' runs || failed=1
done
exit $failed

#!/usr/bin/env bash
# Makes a package of each template with `naftiko new`, of a spec with scripts, and of published specs and documents if they are beside the project
# (../shared/corpus).
# Each passes rustfmt, clippy with warnings as errors and its own test; programs start, and the calls of docs/getting-started.md are made. Then
# builds packages with exactly the features that `naftiko features` prints, and with one less. Takes about six minutes on two free cores. Not part
# of .ci/run. Needs curl, script and unshare.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --quiet --offline -p naftiko-cli
naftiko=$target/debug/naftiko
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TARGET_DIR=$target/user-crates CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
cd "$scratch"

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

# Makes a package without a terminal, and tries all that its README promises.
#
#   package NAME [further arguments of `naftiko new`]
package() {
  local name=$1
  shift
  "$naftiko" new "$name" --runtime "$root" "$@" 2>"$name.log" || { cat "$name.log" >&2; exit 1; }
  cp "$root/Cargo.lock" "$name/"
  (
    cd "$name"
    cargo fmt --check
    cargo clippy --quiet --offline --all-targets -- -D warnings
    cargo test --quiet --offline >test.log 2>&1 || { cat test.log >&2; exit 1; }
    [[ ! -f src/main.rs ]] || cargo run --quiet --offline -- --once
  )
  step "$name"
}

# On a full disk, nothing is written.
mkdir full
unshare --map-root-user --mount bash -c '
  mount -t tmpfs -o size=16k tmpfs full && cd full || exit 1
  "$1" new desk --yes 2>error && exit 1
  grep -q "nothing was created" error && rm error && [[ -z $(ls -A) ]] || exit 1
  printf "[package]\nname = \"desk\"\n" >Cargo.toml
  dd if=/dev/zero of=fill bs=1k count=12 2>/dev/null
  "$1" init 2>/dev/null && exit 1
  [[ $(ls -A) == $(printf "Cargo.toml\nfill") ]]
' _ "$naftiko"
step "a full disk"

# Without a network, the commands do the same. With a terminal, the template is asked for, unless CI is set.
unshare --map-root-user --net bash -c '
  "$1" new alone --runtime "$2" --yes && "$1" check --strict alone/specs/*.yaml && "$1" features alone/specs/*.yaml
' _ "$naftiko" "$root" >/dev/null 2>&1 || { echo "the commands need a network" >&2; exit 1; }
script --quiet --command "'$naftiko' new asked" /dev/null <<<mcp >asked.log
grep -q 'Template, one of' asked.log && ! grep -q 'type: rest' asked/specs/asked.yaml
CI=1 script --quiet --command "'$naftiko' new unasked" /dev/null </dev/null >asked.log
! grep -q 'Template, one of' asked.log && grep -q 'type: rest' unasked/specs/unasked.yaml
step "no network, and a terminal"

for template in full client library checked-in; do
  package "rates-$template" --name rates --from "$root/tests/specs/rates.yaml" --template "$template" --yes </dev/null
  grep -q 'the scripts of the steps `rate`, `choice`, `thanks` return an error' "rates-$template.log"
done

for template in client rest mcp full library checked-in; do
  package "desk-$template" --template "$template" --yes </dev/null
  "$naftiko" check --strict "desk-$template"/specs/*.yaml
done
step "calls of docs/getting-started.md"
PARCELS_REST_PORT=18080 PARCELS_MCP_PORT=19090 "$CARGO_TARGET_DIR/debug/desk-full" --fake >server.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 50); do
  (: <"/dev/tcp/127.0.0.1/19090") 2>/dev/null && break
  sleep 0.1
done
sed -n '/^curl http/,/^```/p' "$root/docs/getting-started.md" | grep -v '^```' | sed 's/8080/18080/; s/9090/19090/' >calls.sh
bash calls.sh >answers 2>/dev/null
[[ $(grep -o '"state":"state-[0-9]*"' answers | uniq -c | sed 's/^ *//') == "2 "* ]] || { cat answers server.log >&2; exit 1; }
kill "$server"

documents=$root/../shared/corpus/openapi
if [[ -d $documents ]]; then
  package meters --from - --tag Meter --template library <"$documents/m3ter/m3ter-openapi.yml"
  package users --from "$documents/m3ter/m3ter-openapi.yml" --operations ListOrgUsers,GetOrgUser </dev/null
fi

# Makes a package of every published spec and of the documents up to a megabyte, and checks all in one workspace. The macro warns about calls of
# operations that a spec does not have.
every_published_file() {
  local corpus=$root/../shared/corpus name=0 file
  mkdir published
  cp "$root/Cargo.lock" published/
  while read -r file; do
    name=$((name + 1))
    "$naftiko" new "published/p$name" --from "$file" --runtime "$root" --yes </dev/null >/dev/null 2>&1 || continue
    rustfmt --check --edition 2024 "published/p$name"/src/{main,fake}.rs
  done < <(find "$corpus" -name '*.y*ml' -size -1024k | sort)
  printf '[workspace]\nresolver = "3"\nmembers = ["p*"]\n[profile.dev]\ndebug = 0\n' >published/Cargo.toml
  (cd published && cargo clippy --quiet --offline --workspace --all-targets -- -D warnings -A deprecated 2>../published.log) ||
    { grep -A8 '^error' published.log >&2; exit 1; }
  step "packages of $(find published -name main.rs | wc -l) published files"
}
[[ ! -d $documents ]] || every_published_file

# Checks a library with some features of the runtime.
#
#   compiles FEATURES
compiles() {
  local line="naftiko = { path = \"$root/naftiko\", default-features = false, features = [$1] }"
  sed -i "s|^naftiko = .*|$line|" least/Cargo.toml
  cargo check --quiet --offline --manifest-path least/Cargo.toml >least.log 2>&1
}

"$naftiko" new least --runtime "$root" --template rest --yes 2>/dev/null </dev/null
cp "$root/Cargo.lock" least/
cp -r "$root/tests/specs/." "$root/specs/." least/specs/
rm least/src/main.rs least/src/fake.rs
for spec in m3ter-auth tolls.maps harbour.maps shelves fleet; do
  echo "naftiko::naftiko! { \"$spec.yaml\", module: least }" >least/src/lib.rs
  line=$("$naftiko" features "least/specs/$spec.yaml" 2>least.log) || { cat least.log >&2; exit 1; }
  features=$(sed 's/.*features = \[\(.*\)\].*/\1/' <<<"$line")
  compiles "$features" || { cat least.log >&2; echo "$spec: $features are too few" >&2; exit 1; }
  IFS=', ' read -ra each <<<"$features"
  for left_out in "${each[@]}"; do
    # A client without TLS compiles, and says at its start that it cannot call the API.
    [[ $left_out != '"tls"' ]] || continue
    fewer=$(printf '%s\n' "${each[@]}" | grep -vxF "$left_out" | paste -sd, -)
    if compiles "$fewer"; then
      echo "$spec: $left_out is not needed" >&2
      exit 1
    fi
  done
  step "$spec needs $features"
done

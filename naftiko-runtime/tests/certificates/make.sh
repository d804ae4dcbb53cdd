#!/bin/sh
# Makes an authority, and certificates of it for a server and a client, valid for a hundred years.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.pem" 2>/dev/null; }

key authority
openssl req -x509 -new -key "$work/authority.pem" -subj "/CN=Test authority" -days 36500 \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" \
    -outform DER -out authority.der
openssl x509 -inform DER -in authority.der -out "$work/authority.crt"

signed() {
    key "$1"
    printf '%s\n' "$3" "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" > "$work/$1.ext"
    openssl req -new -key "$work/$1.pem" -subj "/CN=$2" |
        openssl x509 -req -CA "$work/authority.crt" -CAkey "$work/authority.pem" -days 36500 \
            -extfile "$work/$1.ext" -outform DER -out "$1.der" 2>/dev/null
    openssl pkcs8 -topk8 -nocrypt -in "$work/$1.pem" -outform DER -out "$1.key"
}

signed server "Test server" "subjectAltName=DNS:api.test,DNS:proxy.test,IP:127.0.0.1
extendedKeyUsage=serverAuth"
signed client "Test client" "extendedKeyUsage=clientAuth"

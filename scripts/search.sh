#!/usr/bin/env bash
# Searches the tools of published documents with the questions in tests/search/questions, and writes the table in docs/mcp.md. With
# NAFTIKO_SHOW_MISSES=1 it prints what the questions miss that were not held out.
set -euo pipefail
cd "$(dirname "$0")/.."
NAFTIKO_BLESS=1 cargo test --quiet -p naftiko-tests --test search -- --nocapture

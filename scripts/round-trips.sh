#!/usr/bin/env bash
# Decodes and encodes values of every named schema of the published documents, made ones and the documents' own examples, and compares them.
# The samples and m3ter's document are part of .ci/run; all documents are not. Needs the published specs beside the project (../shared/corpus).
set -euo pipefail
cd "$(dirname "$0")/.."
NAFTIKO_ROUND_TRIPS=all cargo test --quiet -p naftiko-tests --test round_trips -- --nocapture

#!/usr/bin/env bash
# Compiles every published spec with fake APIs, calls each operation with its generated client, and decodes the response. A sample is part of
# .ci/run; all specs are not. Needs the published specs beside the project (../shared/corpus).
set -euo pipefail
cd "$(dirname "$0")/.."
NAFTIKO_FAKE_APIS=all cargo test --quiet -p naftiko-tests --test fake_apis -- --nocapture

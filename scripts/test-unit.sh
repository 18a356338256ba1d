#!/usr/bin/env bash
# Builds and runs the unit tests; arguments are words that the test files' paths must contain.
set -euo pipefail
cd "$(dirname "$0")/.."
node scripts/build.mjs --tests
mapfile -t files < <(find out/test/unit -name '*.test.js' | sort)
for word in "$@"; do mapfile -t files < <(printf '%s\n' "${files[@]}" | grep -- "$word"); done
exec node_modules/.bin/mocha --timeout 120000 --enable-source-maps "${files[@]}"

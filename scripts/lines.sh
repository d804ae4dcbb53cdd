#!/usr/bin/env bash
# Counts the code lines of every crate's src tree, without comments, blank lines and tests.
#
#   scripts/lines.sh [COMMIT]     # without COMMIT the working tree
#
# Tests are files below a folder tests/, files tests.rs and *_tests.rs, and modules under #[cfg(test)]. Generated code does not count.
# The formatter of the project ends a module with a brace at the indentation of its attribute, which is how the end is found.
set -euo pipefail
cd "$(dirname "$0")/.."
commit=${1:-}

list() {
    if [ -n "$commit" ]; then git ls-tree -r --name-only "$commit"; else git ls-files --cached --others --exclude-standard; fi
}

show() {
    if [ -n "$commit" ]; then git show "$commit:$1"; elif [ -e "$1" ]; then cat "$1"; fi
}

# Prints the number of code lines of the source text on standard input.
count() {
    awk '
        { indent = match($0, /[^ ]/) - 1; line = substr($0, indent + 1) }
        skipping { if (indent == end && (line == "}" || (ended_by_line && line ~ /;$/))) skipping = 0; next }
        comment { if (line ~ /\*\//) comment = 0; next }
        line ~ /^#\[cfg\((all\()?test[,)]/ { pending = 1; end = indent; next }
        pending && line ~ /^#\[/ { next }
        pending {
            pending = 0
            if (line ~ /;$/ || line ~ /}$/) next
            skipping = 1; ended_by_line = (line ~ /^use /); next
        }
        line == "" || line ~ /^\/\// { next }
        line ~ /^\/\*/ { if (line !~ /\*\//) comment = 1; next }
        { lines++ }
        END { print lines + 0 }
    '
}

total=0
for crate in $(list | grep -oE '^[^/]+/src/' | grep -v '^tests/' | sort -u); do
    sum=0
    while IFS= read -r file; do
        lines=$(show "$file" | count)
        sum=$((sum + lines))
    done < <(list | grep "^$crate.*\.rs$" | grep -vE '((^|/)tests/|/tests\.rs$|_tests\.rs$|/generated/)')
    printf '%-20s %7d\n' "${crate%/src/}" "$sum"
    total=$((total + sum))
done
printf '%-20s %7d\n' total "$total"

#!/usr/bin/env bash
# Fails where a word or name that docs/glossary.md has replaced comes back. scripts/vocabulary.txt is the list.
set -euo pipefail
cd "$(dirname "$0")/.."
list=scripts/vocabulary.txt
found=0
# Names of types, modules and fields count as whole words in code; phrases count in code and pages, whatever their case.
while read -r kind words; do
    case "$kind" in
        name) options=(-w); places=('*.rs') ;;
        phrase) options=(-i -w); places=('*.rs' '*.md' '*.toml' '*.snap') ;;
        file)
            if git ls-files --error-unmatch "$words" >/dev/null 2>&1; then
                echo "$words: this file has been renamed" >&2
                found=1
            fi
            continue
            ;;
        *) continue ;;
    esac
    # Pages that are about words, and what past versions were called, name them.
    if git grep -n -F "${options[@]}" -e "$words" -- "${places[@]}" \
        ':!CHANGELOG.md' ':!CONTRIBUTING.md' ':!docs/glossary.md' >&2; then
        echo "  \`$words\` has been replaced: see docs/glossary.md" >&2
        found=1
    fi
done <"$list"
exit $found

#!/usr/bin/env bash
# Compares what two builds of the generator make of every spec at hand: the samples, the specs of the tests, and the published specs
# where they lie beside the project. Differences that scripts/renames.txt lists do not count.
#
#   scripts/compare.sh OLD [NEW]     # two commits; without NEW the working tree
#
# Compared are every generated file, and of every diagnostic its code, level and place (not its words). Ends with 1 on a difference.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "usage: scripts/compare.sh OLD [NEW]" >&2; exit 2; }
root=$PWD
work=$root/target/compare
renames=$root/scripts/renames.txt
mkdir -p "$work"

# Prints the path of the command as built from a commit, or from the working tree for an empty name.
build() {
    local commit=$1
    if [ -z "$commit" ]; then
        cargo build --quiet --locked -p naftiko-cli --target-dir "$work/build" >&2
        cp "$work/build/debug/naftiko" "$work/naftiko-tree"
        echo "$work/naftiko-tree"
        return
    fi
    commit=$(git rev-parse --short "$commit^{commit}")
    if [ ! -x "$work/naftiko-$commit" ]; then
        rm -rf "$work/source-$commit"
        mkdir -p "$work/source-$commit"
        git archive "$commit" | tar -x -C "$work/source-$commit"
        cargo build --quiet --locked --manifest-path "$work/source-$commit/Cargo.toml" -p naftiko-cli --target-dir "$work/build" >&2
        cp "$work/build/debug/naftiko" "$work/naftiko-$commit"
        rm -rf "$work/source-$commit"
    fi
    echo "$work/naftiko-$commit"
}

specs() {
    ls specs/*.yaml tests/specs/*.yaml | grep -v "\.openapi\."
    if [ -d ../shared/corpus ]; then
        find ../shared/corpus -name '*.y*ml' -not -path '*/corpus/openapi/*' | sort
    fi
}

# Generates from every spec by itself into a folder of its own, with its diagnostics and exit code beside it.
generate() {
    local naftiko=$1 out=$2
    rm -rf "$out"
    while read -r spec; do
        local dir=$out/${spec//[.\/]/_}
        mkdir -p "$dir"
        local code=0
        "$naftiko" generate "$spec" --out "$dir/code" --message-format json 2>"$dir/all.json" >/dev/null || code=$?
        echo "exit $code" >"$dir/diagnostics"
        perl -ne 'print "$1 " if /"code":"(NK\d+)"/; print "$1 " if /"severity":"(\w+)"/; print "$1 " if /"line":(\d+)/; print "$1" if /"column":(\d+)/; print "\n"' \
            "$dir/all.json" >>"$dir/diagnostics"
        rm "$dir/all.json"
    done < <(specs)
}

# Joins the lines of each paragraph of documentation, so that its line breaks do not count.
join() {
    find "$1" -name '*.rs' -print0 | xargs -0 perl -0pi -e '1 while s{^(\s*//[/!] \S.*)\n\s*//[/!] (?=\S)}{$1 }gm'
}

# Writes the error of a stub in one line, since its layout follows the length of the message.
flatten() {
    find "$1" -name '*.rs' -print0 | xargs -0 perl -0pi -e '
        s/\bErr\(\s*(\w+::unresolved)\(\s*("(?:[^"\\]|\\.)*"),?\s*\),?\s*\)/Err($1($2))/g;
        s/async move \{\s+(Err\(\w+::unresolved\("(?:[^"\\]|\\.)*"\)\))\s+\}/async move { $1 }/g;
    '
}

# Applies the list to the old output: names as whole words, `s/…/…/` as a substitution, anything else as it is written.
rename() {
    [ -f "$renames" ] || return 0
    find "$1" -type f -print0 | RENAMES=$renames xargs -0 perl -0pi -e '
        BEGIN {
            # -0 makes a whole file one record; the list is read line by line.
            local $/ = "\n";
            open my $list, "<", $ENV{RENAMES} or die;
            while (<$list>) {
                chomp;
                next if /^\s*(#|$)/;
                if (m{^s/}) { push @code, eval("sub { $_ }") // die; next }
                my ($old, $new) = split / => /, $_, 2;
                push @pairs, [$old =~ /^\w+$/ ? qr/\b\Q$old\E\b/ : qr/\Q$old\E/, $new];
            }
        }
        for my $pair (@pairs) { s/$pair->[0]/$pair->[1]/g }
        for my $code (@code) { $code->() }
    '
}

# Sorts imports and drops the white space of code, so that neither their order nor line breaks count: names of
# another length move them.
layout() {
    find "$1" -name '*.rs' -print0 | xargs -0 perl -0pi -e '
        s[\{((?:\s*\w+,)*\s*\w+,?\s*)\};]["{" . join(",", sort split(" ", $1 =~ tr/,/ /r)) . "};"]ge;
        s/[ \n]+//g;
        s/((?:use(?:::|super|crate)[^;]*;)+)/join "", sort split m{(?<=;)}, $1/ge;
        s/,([\])}>])/$1/g;
        s/=>\{([^{};]*)\}/=>$1,/g;
        s/\|(\w+)\|\{([^{};]*)\}/|$1|$2/g;
        s/(?<=[;{}])/\n/g;
    '
}

old=$(build "$1")
new=$(build "${2:-}")
generate "$old" "$work/old"
generate "$new" "$work/new"
join "$work/old"
join "$work/new"
rename "$work/old"
flatten "$work/old"
flatten "$work/new"
layout "$work/old"
layout "$work/new"
if diff -r -u "$work/old" "$work/new" >"$work/difference"; then
    echo "no difference over $(specs | wc -l) specs"
else
    head -100 "$work/difference"
    echo "$(grep -c '^diff ' "$work/difference" || true) files differ: see target/compare/difference" >&2
    exit 1
fi

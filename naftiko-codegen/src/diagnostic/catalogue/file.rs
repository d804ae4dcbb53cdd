//! Codes 01xx: files and YAML.

super::entries! {
    FILE_UNREADABLE = "NK0101", Error, "the file cannot be read", "
The file does not exist, is a directory, or the current user has no permission to read it. Paths of specs are relative to the working \
directory. Paths in `from:` and in the `location:` of a prompt are relative to the file that contains them.

```yaml
location: prompts/inspcet.md     # wrong: no such file
location: prompts/inspect.md     # right
```

Correct the path, or the permissions of the file.
";
    NOT_UTF8 = "NK0102", Error, "the file is not UTF-8", "
Specs are UTF-8. Some editors save files as UTF-16 or in an older encoding, in which names and descriptions would be read wrongly.

Save the file again with the encoding UTF-8, with or without a byte order mark.
";
    TOO_LARGE = "NK0103", Error, "the file exceeds a limit", "
A spec may have 8 MiB, 200,000 values, 64 levels of nesting and 1,000 aliases. The limits bound the generator's time and memory. The \
largest published spec has 400 operations and is far below each of them.

```yaml
a: &a [x, x, x, x]
b: &b [*a, *a, *a, *a]       # wrong, if repeated: each line multiplies the number of values
```

Split the capability into several files, and import its parts.
";
    EMPTY_DOCUMENT = "NK0104", Error, "the file contains no YAML value", "
The file is empty, or contains comments only. The smallest spec has a version and one consumed API:

```yaml
ikanos: 1.0.0-beta5
capability:
  consumes:
  - {type: http, namespace: parcels, baseUri: https://api.example.org}
```

Write the spec, or remove the file from the command line.
";
    SEVERAL_DOCUMENTS = "NK0105", Error, "the file contains several YAML documents", "
A line `---` after the first value starts a second YAML document. A file contains one spec, so that the generator would ignore the rest.

```yaml
capability: {...}
---                          # wrong: a second YAML document
info: {...}
```

Remove the line, or move the text below it to its own file.
";
    TAB_INDENTATION = "NK0106", Error, "tab used for indentation", "
YAML forbids tabs in indentation, because editors show them with different widths.

Indent with two spaces per level. Most editors can convert the tabs of a file.
";
    UNCLOSED = "NK0107", Error, "unclosed quote or bracket", "
A string that begins with `\"` or `'` ends with the same character; `[` ends with `]`, and `{` with `}`. Without the end, YAML reads \
everything that follows as a part of it. The place of the error may then be several lines below.

```yaml
path: \"/parcels/{{id}}      # wrong: the closing quote is missing
path: \"/parcels/{{id}}\"     # right
```

Add the missing character. In single quotes, write a single quote twice: `'the parcel''s weight'`.
";
    WRONG_INDENTATION = "NK0108", Error, "indentation does not match any line above", "
Items of one map or list start in the same column. Here a line starts in a column in which no open map or list starts.

```yaml
operations:
    - name: get-parcel
   method: GET               # wrong: neither below `name` nor below `operations`
```

```yaml
operations:
    - name: get-parcel
      method: GET            # right
```

Indent the line as deep as the line that it belongs to.
";
    YAML_SYNTAX = "NK0109", Error, "the file is not valid YAML", "
The file breaks a rule of YAML 1.2, which the message names. The usual causes are a missing quote, a missing colon or a wrong \
indentation, in the line shown or in the one before it.

```yaml
name:parcels                 # wrong: no space after the colon
name: parcels                # right
```
";
    UNQUOTED_TEXT = "NK0110", Error, "a string must be quoted", "
Some strings have another meaning in YAML without quotes: those that begin with one of `{ [ * & ! | > % @ \\``, and those that contain \
`: ` or ` #`. Templates are the usual case:

```yaml
token: {{API_TOKEN}}         # wrong: a map with a map as its key
token: \"{{API_TOKEN}}\"       # right
description: Note: fast      # wrong: a map in a map
description: \"Note: fast\"    # right
```

Put the string in quotes.
";
    DUPLICATE_KEY = "NK0111", Error, "duplicate key", "
Each key of a map may occur once. YAML readers differ in which of two values they use, so neither is safe.

```yaml
- {name: get-parcel, name: list-parcels}     # wrong
- {name: get-parcel}                         # right
```

Remove one of the keys, or rename it.
";
    UNKNOWN_ANCHOR = "NK0112", Error, "unknown anchor", "
`*name` repeats the value that `&name` marks above it. The file has no such mark above, or the alias is inside the value that the anchor \
marks.

```yaml
accept: */*                  # wrong: an alias
accept: \"*/*\"                # right: a string
```

Add `&name` before a value above, or quote the string.
";
    KEY_NOT_TEXT = "NK0113", Error, "a key must be a string", "
YAML allows maps and lists as keys; specs do not. Such a key usually comes from a template without quotes.

```yaml
? [a, b]                     # wrong: a list as a key
: x
\"[a, b]\": x                  # right
```

Put the key in quotes.
";
    FILE_TRUNCATED = "NK0114", GeneratorWarning, "the file was truncated by its publisher", "
A comment at the end of the file says that the rest is missing. The generator uses every complete item. It ignores an incomplete item at \
the end, and references to the missing part have no target.

```yaml
# --- truncated at 32 KB (40 KB total) ---
```

Get the complete file from its source. The comment often names the source.
";
    FILE_OUTSIDE = "NK0115", Error, "a file outside the package is included", "
The generator compiles prompts, schemas and imports into the program. A spec may include files below its own package only: the nearest \
folder above the spec that has a `Cargo.toml`, or else the folder of the spec. The generator resolves links before it compares paths. \
Absolute paths are outside.

```yaml
location: file:///proc/self/environ   # wrong: compiles the build's environment into the program
location: prompts/inspect.md          # right: below the package
```

Move the file into the package. If you trust the spec, allow the folder: `allow_paths: [\"../shared\"]` in the macro, \
`.allow_paths([\"../shared\"])` in a build script, `--allow-paths ../shared` on the command line.
";
    SYSTEM_SERVED = "NK0116", Error, "an MCP resource serves system files", "
The `location` of an MCP resource is a file or folder that callers read while the program runs. `/`, `/etc`, `/proc`, `/sys`, `/dev`, \
home folders and hidden folders in them contain credentials, so a resource must not serve them.

```yaml
location: file:///                    # wrong: everything on the machine
location: file:///srv/harbour/charts  # right
```

Name a folder that contains only what callers may read. If you need one of these folders, allow it with `allow_paths`.
";
}

//! 01xx: files and YAML.

super::entries! {
    FILE_UNREADABLE = "NK0101", Error, "the file cannot be read", "
The file does not exist, is a directory, or this user may not read it. Paths are relative to the current directory; paths in \
`from:` and in the `location:` of a prompt are relative to the file that names them.
";
    NOT_UTF8 = "NK0102", Error, "the file is not UTF-8 text", "
Specs are UTF-8 text. Editors on Windows may have saved the file as UTF-16 or in a legacy code page.

Save it again with the encoding UTF-8, with or without a byte order mark.
";
    TOO_LARGE = "NK0103", Error, "the file exceeds a limit", "
A spec may have 8 MiB, 200,000 values, 64 levels of nesting and 1,000 aliases. The largest published spec has 400 operations \
and stays far below each of them, so that a file beyond them is either no spec or made to exhaust memory.

Split the capability, and import its parts.
";
    EMPTY_DOCUMENT = "NK0104", Error, "the file has no content", "
The file is empty, or has nothing but comments. The smallest capability names its format and consumes one API:

```yaml
ikanos: 1.0.0-beta5
capability:
  consumes:
  - {type: http, namespace: parcels, baseUri: https://api.example.org}
```
";
    SEVERAL_DOCUMENTS = "NK0105", Error, "the file holds several YAML documents", "
A line `---` after the first content starts a second YAML document. A spec is one document a file.

Move the rest into a file of its own, or remove the line.
";
    TAB_INDENTATION = "NK0106", Error, "a tab is used for indentation", "
YAML forbids tabs in indentation, because editors disagree about their width. Use two spaces a level.
";
    UNCLOSED = "NK0107", Error, "a quote or bracket is not closed", "
A text that begins with `\"` or `'` ends with the same character; `[` ends with `]`, `{` with `}`. When the end is missing, \
YAML takes everything that follows as a part of it, and the error may show lines below.

```yaml
path: \"/parcels/{{id}}     # the closing quote is missing
```

Within single quotes, a single quote is written twice: `'the parcel''s weight'`.
";
    WRONG_INDENTATION = "NK0108", Error, "a line's indentation fits nothing above it", "
Items of one map or list start in the same column. Here a line starts in a column in which nothing above it starts:

```yaml
operations:
    - name: get-parcel
   method: GET          # neither beside `name` nor beside `operations`
```
";
    YAML_SYNTAX = "NK0109", Error, "the file is not valid YAML", "
The text breaks a rule of YAML 1.2. The message says which; the usual causes are a missing quote, a missing colon or a wrong \
indentation in the line shown or the one before it.
";
    UNQUOTED_TEXT = "NK0110", Error, "a text needs quotes", "
Some texts mean something else in YAML unless they are quoted: those that begin with one of `{ [ * & ! | > % @ \\``, and those \
that contain `: ` or ` #`. Templates are the usual case:

```yaml
token: {{API_TOKEN}}       # a map with a map as its key
token: \"{{API_TOKEN}}\"     # a text
description: Note: fast    # a map in a map
description: \"Note: fast\"
```
";
    DUPLICATE_KEY = "NK0111", Error, "a key stands twice in one map", "
Each key of a map may stand once. YAML readers differ in which of the two they take, so that neither is right.

Remove one, or rename it if another key was meant.
";
    UNKNOWN_ANCHOR = "NK0112", Error, "an alias names no anchor", "
`*name` repeats the value that was marked with `&name` above. There is no such mark, or it stands around the alias itself.

If a text was meant, quote it: `\"*/*\"`.
";
    KEY_NOT_TEXT = "NK0113", Error, "a key is not a text", "
YAML allows maps and lists as keys; specs do not. A key like this usually comes from a template without quotes.
";
    FILE_TRUNCATED = "NK0114", Notice, "the publisher has cut the file", "
The file ends with a comment that says so. What is complete is used; an incomplete item at the end is left out, and references \
to what is lost cannot be resolved.

Get the whole file from its source; the comment often names it.
";
    FILE_OUTSIDE = "NK0115", Error, "a file outside the package is included", "
Prompts, schemas and imports are compiled into the program. A spec may include files below its own package only: the nearest \
folder above the spec that has a `Cargo.toml`, or else the folder of the spec. Links are followed before the path is compared, and \
absolute paths are outside.

```yaml
location: file:///proc/self/environ   # would compile the build's environment into the program
location: prompts/inspect.md          # below the package
```

Move the file into the package. If the spec is trusted, allow the folder: `allow_paths: [\"../shared\"]` in the macro, \
`.allow_paths([\"../shared\"])` in a build script, `--allow-paths ../shared` on the command line.
";
    SYSTEM_SERVED = "NK0116", Error, "an MCP resource serves files of the system", "
The `location` of an MCP resource is a file or folder that callers read while the program runs. `/`, `/etc`, `/proc`, `/sys`, `/dev`, \
homes and hidden folders in them hold credentials, so that a resource may not serve them.

```yaml
location: file:///                  # everything on the machine
location: file:///srv/harbour/charts
```

Name a folder that holds nothing but what callers may read. If it really is one of these, allow it with `allow_paths`.
";
}

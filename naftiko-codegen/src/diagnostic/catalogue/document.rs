//! Codes 02xx: the structure of the spec.

super::entries! {
    UNKNOWN_KEY = "NK0201", SpecWarning, "unknown key", r"
The Naftiko format has no such key in this place, so the generator ignores it. Most often the key is misspelt, or it is one level too
high or too low; then its value has no effect.

    operations:
    - name: get-parcel
      metod: GET            # wrong: the key is unknown, and `method` is missing
      method: GET           # right

Correct the key or move it. For a remark of your own, use a comment or `description`.
";
    WRONG_TYPE = "NK0202", Error, "a value has the wrong type", r"
The key takes another kind of value: a list instead of a map, a map instead of a string, and so on. The generator cannot guess what the
value means.

    tags: {logistics: true}      # wrong: a map
    tags: [logistics]            # right: a list of strings

Write the kind of value that the message names.
";
    MISSING_KEY = "NK0203", Error, "missing key", r"
The object has no meaning without the key. The rest of the spec is still checked, so that one run reports every missing key.

    operations:
    - name: get-parcel           # wrong: `method` is missing

    operations:
    - name: get-parcel           # right
      method: GET

Add the key.
";
    WRONG_VALUE = "NK0204", Error, "invalid value", r"
The key takes one of a few words, or a number within a range. The help lists them.

    method: get                  # wrong: methods are upper case
    method: GET                  # right

Write one of the expected values.
";
    NOT_A_CAPABILITY = "NK0205", Error, "not a capability spec", r"
A capability spec has a version and a `capability` with `consumes` or `exposes`. A file that other specs import has a version and one of
the sections `consumes`, `exposes`, `aggregates` and `binds`.

    ikanos: 1.0.0-beta5
    capability:
      consumes: [...]
      exposes: [...]

Published collections also contain other files, such as workflows, lists of tools and catalogues. The generator cannot read these.
Remove them from the command line, or add the version and the `capability`.
";
    CONFLICTING_KEYS = "NK0206", Error, "conflicting keys", r"
The object may have one of these keys, not both. The format does not define which of them counts.

    prompts:
    - name: greet
      description: Greets a caller.
      location: prompts/greet.md                       # wrong: `location` and `template`
      template: [{role: user, content: Hello}]

Remove one of the two keys.
";
    DOCUMENT_SHAPE = "NK0207", SpecWarning, "a section is in the wrong place", r"
In the list dialect, `exposes` and `aggregates` belong in `capability`, and `consumes` is not next to it. In the map dialect, a file
without `capability` has exactly one of `consumes`, `exposes`, `aggregates` and `binds`. A capability with only `aggregates` has nothing
that calls them. The generator reads every section in each place; other engines may not.

    naftiko: 1.0.0-alpha2
    consumes: [...]              # wrong: next to `capability`
    capability:
      consumes: [...]            # right
      exposes: [...]

Move the section into `capability`.
";
    UNKNOWN_EXTENSION = "NK0208", SpecWarning, "an extension key is unknown or misplaced", r"
Keys that start with `x-naftiko-` set options of this generator. The generator has no such option, or the option belongs to another
object, so the key has no effect.

    consumes:
    - type: http
      namespace: parcels
      x-naftiko-tolerence: lenient     # the key is `x-naftiko-tolerance`

Correct the key, or move it to the object that the message names. `docs/options.md` lists all keys.
";
    IMPORTED_EXTENSION = "NK0209", Error, "an imported file has an extension key", r"
The official engine rejects unknown keys in imported files, so a file with an extension key cannot be imported by it. Set the option in the
importing file, where the engine ignores unknown keys:

    consumes:
    - {from: parcels.yaml, import: parcels, x-naftiko-tolerance: lenient}

or set it where the generator is called, by the namespace.
";
    EXTENT = "NK0210", Error, "the generated code would be too large", r"
Operations inherit the parameters and paths of their API and resource, and tools and routes get the inputs of the operation that they
call. So a spec of a few megabytes may have gigabytes of code. The generator estimates its memory before it generates anything: an
operation takes about 20 KiB, a tool about 40 KiB, and an input about 6 KiB for each operation or tool that inherits it.

    inputParameters: [...]       # 3000 parameters of an API
    resources:
    - path: /parcels
      operations: [...]          # 20000 operations with 3000 parameters each

Remove unused operations, expose fewer of them, or split the capability into several specs.
";
    EMPTY_CAPABILITY = "NK0211", SpecWarning, "the capability neither consumes nor exposes anything", r"
Without an API and without an adapter nothing can be generated. The module of the spec is empty.

    capability: {}               # wrong
    capability:                  # right
      consumes: [...]
      exposes: [...]

Add `consumes` or `exposes`.
";
    PAGES = "NK0217", Error, "the pages of an operation are described wrongly", r"
`x-naftiko-pages` of a consumed operation says where a response has its list (`items`), and how the next page is asked for: by a `token`, which
the response has at `next`; by an `offset` of items; by the number of the `page`; or by a `link`, at a path or in the `header`. It has one of
them. A page is read once from its start to its end, so paths have names only. With a wrong description, a client would lose items.

    x-naftiko-pages: {items: '$.data[*]', token: nextToken}                        # wrong: an index, and `next` is missing
    x-naftiko-pages: {items: $.data, token: nextToken, next: $.nextToken}          # right
    x-naftiko-pages: none                                                          # right: no pages, whatever the document says

Correct the keys at the place.
";
    LONG_RUNNING = "NK0218", Error, "a long-running operation returns a stream of bytes", r"
`x-naftiko-long-running` of a consumed operation says that the API accepts the call and has its result later. The client then reads the status of the
operation until it has ended. A response with `outputRawFormat: binary` is a stream, of which no status can be read.

    {outputRawFormat: binary, x-naftiko-long-running: true}     # wrong
    {x-naftiko-long-running: true}                              # right
    {x-naftiko-long-running: location}                          # right: the result is at the address in the header `Location`
    {x-naftiko-long-running: false}                             # right: the operation is not long-running, whatever the document says

Remove one of the two keys.
";
}

//! 02xx: the shape of the document.

super::entries! {
    UNKNOWN_KEY = "NK0201", Tolerance, "a key is unknown", r"
The format does not have this key here, so that nobody reads it. Most often it is misspelt, or stands one level too high or too low.

    operations:
    - name: get-parcel
      metod: GET            # did you mean `method`?

Correct it, or move it; a note of your own belongs in a comment or in `description`.
";
    WRONG_TYPE = "NK0202", Error, "a value is of the wrong kind", r"
A list stands where a map is expected, a map where a text is, and so on.

    tags: {logistics: true}      # a map
    tags: [logistics]            # a list of texts
";
    MISSING_KEY = "NK0203", Error, "a key is missing", r"
The object means nothing without the key. What the object is part of is read all the same, so that one run finds all that is missing.

    operations:
    - name: get-parcel           # needs `method`
";
    WRONG_VALUE = "NK0204", Error, "a value is not one of those allowed", r"
The key takes one of a few words, or a number within bounds. The message lists them.

    method: get                  # methods are written in capitals: GET
    in: querry                   # did you mean `query`?
";
    NOT_A_CAPABILITY = "NK0205", Error, "the file is no capability document", r"
A capability document has a version, and a `capability` with `consumes` or `exposes`; or one of these sections by itself, to be
imported by others.

    ikanos: 1.0.0-beta5
    capability:
      consumes: [...]
      exposes: [...]

Published collections hold other files besides: descriptions of workflows, lists of tools, catalogues. They cannot be compiled, which
is no mistake of theirs; leave them out of the command line.
";
    CONFLICTING_KEYS = "NK0206", Error, "two keys exclude each other", r"
The object may have one of the keys, not both: there is no rule which of them counts.
";
    DOCUMENT_SHAPE = "NK0207", Tolerance, "sections stand beside each other that the format keeps apart", r"
In the list dialect, `exposes` and `aggregates` stand in `capability`, and `consumes` does not stand beside it. In the map dialect, a
file without `capability` has exactly one of `consumes`, `exposes`, `aggregates` and `binds`. A capability with `aggregates` only has
nothing to call them. Everything is read all the same.
";
    UNKNOWN_EXTENSION = "NK0208", Lint, "an extension key is unknown or misplaced", r"
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
    EXTENT = "NK0210", Error, "the capability comes to too much", r"
Operations inherit the parameters and the path of what they are in, and tools and routes take over the inputs of the operation that they
call. A file of a few megabytes can come to gigabytes of code that way. What a capability comes to is estimated before anything is
generated; an operation counts about 20 KiB, a tool about 40 KiB, an input about 6 KiB each time that it is inherited.

    inputParameters: [...]       # 3000 parameters of an API
    resources:
    - path: /parcels
      operations: [...]          # 20000 operations, each with all of them

Remove operations that nothing needs, expose fewer of them, or split the capability into several specs.
";
}

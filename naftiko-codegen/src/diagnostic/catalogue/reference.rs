//! 03xx: names, and references between them.

super::entries! {
    CALL_UNRESOLVED = "NK0301", Tolerance, "a call has no target", r"
`call` names `<namespace>.<operation>` of a consumed API. Nothing of that name is consumed here, so the adapter offers a stub that
fails with this message.

    consumes:
    - namespace: shop
      resources: [{name: orders, path: /orders, operations: [{name: list-orders, method: GET}]}]
    ...
    call: shop.list-order      # wrong: the operation is called `list-orders`
    call: shop.list-orders     # right
";
    CALL_LOOSE = "NK0302", Tolerance, "a call is not spelt as its target is", r"
The target was found by ignoring case and punctuation, or because the operation's name occurs only once. Write the call as
`<namespace>.<operation>`, spelt as in `consumes`.
";
    OPERATION_DUPLICATE = "NK0303", Tolerance, "two operations have one name", r"
Calls find operations by namespace and name, so that the later one of two can never be called. It is generated under another name.
";
    INPUT_ALIAS = "NK0304", Tolerance, "`rest.` or `tools.` instead of the adapter's namespace", r"
In `with`, an input of the caller is written `<namespace of the adapter>.<input>`. `rest.x` and `tools.x` are read as the same, since
most published specs write them; the official engine takes them as literal texts.
";
    INPUT_INFERRED = "NK0305", Tolerance, "an input is used but not declared", r"
The adapter uses an input that its `inputParameters` do not declare. It is taken over from the called operation: type, description and
whether it is required.
";
    INPUT_UNKNOWN = "NK0306", Tolerance, "`with` feeds a parameter that the operation does not have", r"
The called operation has no parameter of that name, nor a placeholder in its path or body. The value is sent as a query pair where the
method has no body, and as a field of the JSON body otherwise.
";
    PLACEHOLDER_UNDECLARED = "NK0307", Tolerance, "a placeholder has no parameter", r"
A path has a placeholder that no input parameter declares. A required text is assumed.

    path: /orders/{id}
    operations:
    - name: get-order
      method: GET
      inputParameters: [{name: id, in: path}]     # declares the placeholder
";
    PATH_PARAMETER_HOMELESS = "NK0308", Tolerance, "a path parameter has no place in the path", r"
A parameter says `in: path`, but the path has no placeholder of its name. Leaving the value out would call something else (a list
instead of an item), so it is appended as a segment of its own.

    path: /orders           # with {name: id, in: path} this becomes /orders/{id}
    path: /orders/{id}      # says so
";
    VARIABLE_UNDECLARED = "NK0309", Tolerance, "a variable is not declared in `binds`", r"
The name looks like a variable, but no bind declares it. It is read from the environment variable of the same name.

    binds:
    - namespace: env
      keys: {API_TOKEN: API_TOKEN}
";
    ROUTE_DUPLICATE = "NK0310", Tolerance, "two operations have one method and path", r"
Only the first of the two can be reached. The later one gets no route.
";
    PLACEHOLDER_UNUSED = "NK0311", Tolerance, "a placeholder of an exposed path feeds nothing", r"
The path takes a value that no parameter of the called operation uses.
";
    TYPE_CONFLICT = "NK0312", Tolerance, "an input is declared with another type than its target's", r"
The adapter declares an input as one type, and the operation that it feeds wants another. The operation's type is used.
";
    PARAMETER_DUPLICATE = "NK0313", Tolerance, "a parameter is declared twice", r"
The first declaration of a name counts.
";
    BASE_URI_MISSING = "NK0314", Tolerance, "a consumed API has no base URI", r"
The client can only be built when the user gives one: with `base_uri(…)` on the builder, or in the environment variable that the
generated documentation names.
";
    MODULE_SHARED = "NK0315", Notice, "two specs have one module name", r"
Modules are named after the spec's file. The later of two gets a number; rename a file, or give a name with `--module`.
";
    NO_TARGET = "NK0316", Tolerance, "an exposed operation does nothing", r"
There is neither a `call`, nor a `ref`, nor `steps`, nor outputs with values. A stub is generated that fails with this message.
";
    TOOL_NAME_CHANGED = "NK0318", Tolerance, "a tool's name does not suit MCP clients", r"
Clients accept up to 64 letters, digits, `_` and `-`, each name once. The name is shortened by rule and told apart by a hash.
";
    IMPORT_UNREADABLE = "NK0321", Tolerance, "an imported file cannot be read", r"
The path is relative to the folder of the importing file. What is imported from it is left out; calls of it become stubs.

    consumes:
    - location: ./shared/depots.yaml    # `from:` in the map dialect
      import: depots
";
    IMPORT_MISSING = "NK0322", Tolerance, "an imported file has no such entry", r"
`import` names the `namespace` of an entry in the same section of the imported file.
";
    IMPORT_OF_IMPORT = "NK0323", Error, "what is imported is itself imported", r"
Imported files are leaves: entries that they import themselves cannot be imported again, so that there are no cycles. Import from the
file that has the entry.
";
    IMPORT_CYCLE = "NK0324", Error, "a file imports from itself", r"
The entry is in this very file, and needs no import.
";
    NAMESPACE_DUPLICATE = "NK0325", Error, "two entries of a section have one namespace", r"
References find entries by their namespace. Rename one, or import it under another name:

    - location: ./shared/depots.yaml
      import: depots
      as: other-depots
";
    INPUT_UNUSED = "NK0326", Lint, "an input feeds nothing", r"
The adapter declares an input that no parameter of the called operation takes. Callers give it, and nothing happens. Inputs feed the
parameters of their own name; other parameters are named in `with`.

    inputParameters: [{name: number, type: string, description: Which}]
    call: parcels.get-parcel
    with: {parcel_id: desk.number}       # without this, `number` feeds nothing
";
    INPUT_UNFED = "NK0327", Tolerance, "a required parameter is fed by nothing", r"
The called operation cannot do without the parameter (a placeholder of its path, for example), and neither `with` nor an input of its
name gives a value. The caller of the adapter has to give it, under the parameter's name. For a step, nobody can.
";
    REF_UNRESOLVED = "NK0328", Tolerance, "a `ref` has no target", r"
`ref` names `<namespace of an aggregate>.<flow>`. There is none of that name here, so the adapter offers a stub that fails.

    aggregates:
    - namespace: desk
      flows: {locate: {...}}
    ...
    ref: desk.locate
";
    STEP_UNKNOWN = "NK0329", Tolerance, "a step is referred to that is not there", r"
`index` of a lookup, `$.step.field` in `mappings` and `lookupValue`, and `{{step.field}}` in `with` name steps of the same list. A step
can use only those above it.
";
    STEP_FIELD_UNKNOWN = "NK0330", Tolerance, "a step has no such output", r"
A called operation that names its `outputParameters` gives exactly these to the steps after it, and a lookup gives the fields in its
`outputParameters`. Any other field is absent.
";
    PREFIX_UNKNOWN = "NK0331", Lint, "a value of `with` looks like a reference, and is none", r"
A value of `with` refers to an input of the caller when it begins with the namespace of the adapter (in a flow: of the aggregate) and a
dot. Everything else is passed on as the text that it is.

    namespace: desk
    ...
    with: {parcel_id: dsk.id}       # the text `dsk.id`
    with: {parcel_id: desk.id}      # the input `id`
";
    TEXT_INPUT_UNKNOWN = "NK0332", Tolerance, "a text names an input that nobody declares", r"
A template of a mock, a prompt or a step names something that is neither an input, nor an earlier step, nor a bind variable. Nothing
stands in its place.
";
    SOURCE_UNKNOWN = "NK0333", Tolerance, "an adapter refers to what is not there", r"
`forward` names the namespace of a consumed API. The tools of a skill name a REST or MCP adapter beside them, and one of its operations
or tools.
";
    NAME_TWICE = "NK0334", Tolerance, "two things of one list have one name", r"
Tools, flows, steps, resources, prompts and skills are found by their name. The first of the two counts.
";
    SCHEME_UNSUPPORTED = "NK0335", Tolerance, "a base URI that is not HTTP", r"
Consumed APIs are called over `http` and `https`. Another base URI is left out: the program has to give one that is. A host without a
scheme is called over `https`, this machine over `http`.
";
    STEP_PARAMETER_UNKNOWN = "NK0336", Tolerance, "`with` names a parameter that the step's operation does not have", r"
The keys of `with` are the parameters of the called operation. Any other is ignored in a step.
";
    FILE_AS_TEXT = "NK0337", Tolerance, "a file stands where only a text can", r"
A file is the content of a part of a multipart form, by a parameter of the type `file` or a part with a `filename`. In a path, the query,
a header, JSON, or beside other words of a text, its content is sent as a text. An input that is in a part and in such a place is a text
in both: give the other place an input of its own.

    body:
      type: multipartForm
      data:
      - {name: report, filename: '{{name}}', value: '{{report}}'}
";
    TOKEN_UNOBTAINABLE = "NK0350", Error, "a token cannot be obtained as the spec says", r#"
`custom-token` names an operation of another `consumes` entry, gives it all that it requires, and says where the token stands in its
answer:

    authentication:
      type: custom-token
      acquire:
        call: login.create-token
        with: {email: "{{EMAIL}}", password: "{{PASSWORD}}"}
        tokenField: $.token
        expiresInField: $.expires_in

An `oauth2` that fetches tokens says where and for whom, and for `grantType: refresh-token` with what:

    authentication:
      type: oauth2
      tokenEndpoint: https://api.parcels.test/oauth/token
      clientId: "{{CLIENT_ID}}"
      clientSecret: "{{CLIENT_SECRET}}"
"#;
    SCHEMA_UNUSABLE = "NK0351", Error, "a schema cannot be read, or is none", r"
Answers in `avro` and `protobuf` cannot be read without a schema: `outputSchema` names the `.avsc` or `.proto` file, relative to the file
that it stands in. The file is read when the spec is compiled, and its text becomes part of the generated code.

    outputRawFormat: avro
    outputSchema: schemas/parcel.avsc
";
    INPUT_OF_TWO_TYPES = "NK0352", Error, "an input feeds parameters of types that no value has at once", r"
One input of an adapter feeds two parameters of the called operation, and no value is of both their types: no call could be made.

    with: {limit: desk-api.limit, open: desk-api.open}
";
    OPTION_NAMESPACE = "NK0353", Error, "an option names an unknown namespace", r"
An option of the macro, the build script or the command is given for one consumed API, but no compiled spec has an API of that namespace.
Without this error the option would have no effect.

    naftiko generate parcels.yaml --tolerance parcel=lenient     # the namespace is `parcels`

Write the `namespace` of the entry of `consumes`; for an import, its name in the importing file.
";
    ARGUMENT_NAME_CHANGED = "NK0354", Tolerance, "an argument's name does not suit model vendors", r"
Vendors accept up to 64 letters, digits, `_`, `.` and `-` in the name of a tool's argument, and refuse the whole list of tools otherwise. The
tool offers the argument under another name; the API still gets its own.

    inputParameters:
    - {name: $filter, type: string, description: Which parcels}    # offered as `filter`

To choose the name, write it here and pass it on: `with: {$filter: tools.filter}`.
";
}

//! Codes 03xx: names, and references between them.

super::entries! {
    CALL_UNRESOLVED = "NK0301", SpecWarning, "unknown operation", r"
`call` has the form `<namespace>.<operation>` and names an operation of a consumed API. The spec has no such operation, so the adapter
gets a stub that fails with this message.

    consumes:
    - namespace: shop
      resources: [{name: orders, path: /orders, operations: [{name: list-orders, method: GET}]}]
    ...
    call: shop.list-order      # wrong: the operation is `list-orders`
    call: shop.list-orders     # right

Correct the name, or add the operation to `consumes`.
";
    CALL_LOOSE = "NK0302", SpecNote, "a call is spelled differently from its operation", r"
The generator found the operation without regard to case and punctuation, or by its name alone. Other engines may not find it.

    call: shop.listOrders      # wrong
    call: shop.list-orders     # right

Write the call as `<namespace>.<operation>`, spelled as in `consumes`.
";
    OPERATION_DUPLICATE = "NK0303", SpecWarning, "duplicate operation", r"
Calls find operations by namespace and name, so the later one of two cannot be called. The generator gives it another name.

    operations:
    - {name: get-parcel, method: GET}
    - {name: get-parcel, method: POST}         # wrong
    - {name: create-parcel, method: POST}      # right

Rename one of the two.
";
    INPUT_ALIAS = "NK0304", SpecNote, "`rest.` or `tools.` instead of the adapter's namespace", r"
In `with`, an input is written `<namespace of the adapter>.<input>`. Most published specs write `rest.x` or `tools.x`, and the generator
reads them as the input. The official engine sends them as literals.

    namespace: desk
    ...
    with: {parcel_id: tools.id}      # wrong
    with: {parcel_id: desk.id}       # right

Write the adapter's namespace.
";
    INPUT_INFERRED = "NK0305", SpecNote, "undeclared input", r"
The adapter uses an input that its `inputParameters` do not declare. The generator takes type, description and `required` from the
parameter of the called operation.

    with: {parcel_id: desk.number}
    inputParameters: [{name: number, type: string, description: The parcel's number}]      # declares it

Add the input to `inputParameters`.
";
    INPUT_UNKNOWN = "NK0306", SpecWarning, "`with` has a parameter that the operation does not declare", r"
The called operation has no parameter with that name, and no placeholder in its path or body. The client sends the value as a query
parameter if the method has no body, and as a field of the JSON body otherwise.

    with: {page: desk.page}
    inputParameters: [{name: page, in: query}]      # of the operation: declares it

Add the parameter to the operation's `inputParameters`, or correct the name.
";
    PLACEHOLDER_UNDECLARED = "NK0307", SpecNote, "undeclared placeholder", r"
A path has a placeholder that no input parameter declares. The generator reads it as a required string, without a description.

    path: /orders/{id}
    operations:
    - name: get-order
      method: GET
      inputParameters: [{name: id, in: path}]     # declares the placeholder

Add the parameter to `inputParameters`.
";
    PATH_PARAMETER_HOMELESS = "NK0308", SpecWarning, "a path parameter without a placeholder", r"
A parameter has `in: path`, but the path has no placeholder with its name. Without the value, the client would call another resource, such
as a list instead of an item. It therefore appends the value as the last segment of the path.

    path: /orders           # wrong: with {name: id, in: path}, the client calls /orders/{id}
    path: /orders/{id}      # right

Add the placeholder to the path.
";
    VARIABLE_UNDECLARED = "NK0309", SpecWarning, "undeclared variable", r"
The name looks like a variable, but no bind declares it. The program reads the environment variable of the same name.

    binds:
    - namespace: env
      keys: {API_TOKEN: API_TOKEN}
    ...
    token: '{{API_TOKN}}'        # wrong
    token: '{{API_TOKEN}}'       # right

Correct the name, or add it to `keys` of a bind.
";
    ROUTE_DUPLICATE = "NK0310", SpecWarning, "duplicate route", r"
Two operations of the adapter have the same method and path. A request reaches the first one; the later one gets no route.

    operations:
    - {method: GET, call: parcels.list-parcels}
    - {method: GET, call: parcels.search-parcels}      # wrong

Change the method or the path of one of the two.
";
    PLACEHOLDER_UNUSED = "NK0311", SpecWarning, "unused placeholder in a path", r"
Callers must pass a value for the placeholder, but no parameter of the called operation uses it.

    path: /parcels/{id}
    operations: [{method: GET, call: parcels.get-parcel, with: {parcel_id: desk.id}}]      # uses it

Pass the value in `with`, or remove the placeholder.
";
    TYPE_CONFLICT = "NK0312", SpecWarning, "an input and its parameter have different types", r"
The adapter declares an input with one type, and the parameter that it is passed to has another. The generator uses the parameter's type,
so that the call is valid.

    inputParameters: [{name: page, type: boolean, description: Page}]      # wrong: the parameter is an integer
    inputParameters: [{name: page, type: integer, description: Page}]      # right

Declare the same type in both places.
";
    PARAMETER_DUPLICATE = "NK0313", SpecWarning, "duplicate parameter", r"
The generator uses the first declaration of the name and ignores the later ones.

    inputParameters:
    - {name: page, in: query}
    - {name: page, in: query}      # wrong

Remove one of the two, or rename it.
";
    BASE_URI_MISSING = "NK0314", SpecWarning, "missing base URI", r"
The client needs a base URI. Without one in the spec, the capability is built only if the program or the environment sets it.

    consumes: [{type: http, namespace: parcels}]                                      # wrong
    consumes: [{type: http, namespace: parcels, baseUri: https://api.parcels.test}]   # right

Add `baseUri`, call `base_uri(…)` on the builder, or set the environment variable that the help names.
";
    MODULE_SHARED = "NK0315", GeneratorWarning, "duplicate module name", r"
The generator names a module after the spec's file. The later one of two specs with the same file name gets a number, so the name of its
module depends on the order of the specs.

    naftiko generate a/desk.yaml b/desk.yaml --out src/generated      # modules `desk` and `desk_2`

Rename one of the files. For a single spec, `--module` sets the name.
";
    NO_TARGET = "NK0316", SpecWarning, "an exposed operation has no call target", r"
The operation has no `call`, `ref` or `steps`, and no outputs with values. The generator generates a stub that fails with this message.

    tools:
    - {name: get-parcel, description: Gets a parcel.}                                # wrong
    - {name: get-parcel, description: Gets a parcel., call: parcels.get-parcel}      # right

Add `call: <namespace>.<operation>`.
";
    TOOL_NAME_CHANGED = "NK0318", SpecWarning, "a tool name is not valid in MCP", r"
MCP clients accept up to 64 letters, digits, `_` and `-` in a tool name, and each name once. The generator shortens the name, and adds a
hash that keeps names distinct.

    name: parcels.get parcel     # wrong
    name: get-parcel             # right

Choose a valid name.
";
    IMPORT_UNREADABLE = "NK0321", SpecWarning, "an imported file cannot be read", r"
The path is relative to the folder of the importing file. The generator ignores the import; calls to its operations become stubs.

    consumes:
    - location: ./shared/depots.yaml    # `from:` in the map dialect
      import: depots

Folders of the path are separated by `/` on every system. A build script and the macro warn about the import. A build script runs again when the
file exists. The macro cannot watch a missing file: save the spec to compile again, or see docs/troubleshooting.md.

Correct the path, or create the file.
";
    IMPORT_MISSING = "NK0322", SpecWarning, "unknown import", r"
`import` is the `namespace` of an entry in the same section of the imported file. The file has no such entry, so the generator ignores
the import.

    consumes: [{from: ./depots.yaml, import: depot}]       # wrong: the namespace is `depots`
    consumes: [{from: ./depots.yaml, import: depots}]      # right

Correct the name.
";
    IMPORT_OF_IMPORT = "NK0323", Error, "chained import", r"
An imported file must contain the entry itself. Entries that it imports cannot be imported again, so imports have no cycles.

    consumes: [{from: ./shared.yaml, import: depots}]      # wrong: `shared.yaml` imports it from `depots.yaml`
    consumes: [{from: ./depots.yaml, import: depots}]      # right

Import the entry from the file that contains it.
";
    IMPORT_CYCLE = "NK0324", Error, "a file imports from itself", r"
The entry is already in this file, so no import is needed.

    consumes:
    - {from: ./desk.yaml, import: parcels}       # wrong in `desk.yaml`

Remove the import.
";
    NAMESPACE_DUPLICATE = "NK0325", Error, "duplicate namespace in a section", r"
References find entries by their namespace. With two entries of one namespace, a reference has two meanings.

    - location: ./shared/depots.yaml
      import: depots
      as: other-depots             # right: another namespace

Rename one of the two, or import it with `as`.
";
    INPUT_UNUSED = "NK0326", SpecWarning, "unused input", r"
The adapter declares an input that no parameter of the called operation uses, so its value has no effect. An input is passed to the
parameter with its own name. `with` connects it to a parameter with another name.

    inputParameters: [{name: number, type: string, description: Which}]
    call: parcels.get-parcel
    with: {parcel_id: desk.number}       # without this, `number` is unused

Rename the input, add it to `with`, or remove it.
";
    INPUT_UNFED = "NK0327", SpecWarning, "no value for a required parameter", r"
The called operation requires the parameter, for example a placeholder of its path. Neither `with` nor an input with its name provides a
value. Callers of the adapter must pass it under the parameter's name. In a step nothing can pass it, so the call fails.

    call: parcels.get-parcel
    with: {lang: en}                             # wrong: `id` has no value
    with: {lang: en, id: desk.number}            # right

Add the parameter to `with`, or declare an input with its name.
";
    REF_UNRESOLVED = "NK0328", SpecWarning, "unknown flow", r"
`ref` has the form `<namespace of an aggregate>.<flow>`. The spec has no such flow, so the adapter gets a stub that fails.

    aggregates:
    - namespace: desk
      flows: {locate: {...}}
    ...
    ref: desk.locat              # wrong
    ref: desk.locate             # right

Correct the name, or add the flow.
";
    STEP_UNKNOWN = "NK0329", SpecWarning, "unknown step", r"
`index` of a lookup, `$.step.field` in `mappings` and `lookupValue`, and `{{step.field}}` in `with` name steps of the same list. A step
can use earlier steps only. An unknown step has no value.

    steps:
    - {type: call, name: parcel, call: parcels.get-parcel}
    - {type: lookup, name: depot, index: parcels, ...}      # wrong
    - {type: lookup, name: depot, index: parcel, ...}       # right

Correct the name, or move the step up.
";
    STEP_FIELD_UNKNOWN = "NK0330", SpecWarning, "unknown output of a step", r"
An operation that declares `outputParameters` returns exactly these to later steps. A lookup returns the fields in its
`outputParameters`. Any other field has no value.

    mappings: [{target: depot, value: $.parcel.depotId}]       # wrong: the output is `depot-id`
    mappings: [{target: depot, value: $.parcel.depot-id}]      # right

Correct the name, or add the output to the step's `outputParameters`.
";
    PREFIX_UNKNOWN = "NK0331", SpecWarning, "unknown namespace in a value of `with`", r"
A value of `with` refers to an input if it begins with the namespace of the adapter and a dot. In a flow, this is the namespace of the
aggregate. The client sends any other value as a literal.

    namespace: desk
    ...
    with: {parcel_id: dsk.id}       # wrong: the literal `dsk.id`
    with: {parcel_id: desk.id}      # right: the input `id`

Correct the namespace. If the literal is meant, no change is needed.
";
    TEXT_INPUT_UNKNOWN = "NK0332", SpecWarning, "undeclared input in a template", r"
A template of a mock, a prompt or a step has a name that is not an input, an earlier step or a variable. No value takes its place.

    inputParameters: [{name: name, type: string, description: Who}]
    outputParameters: [{type: string, value: 'Hello {{nmae}}'}]      # wrong
    outputParameters: [{type: string, value: 'Hello {{name}}'}]      # right

Correct the name, or declare the input.
";
    SOURCE_UNKNOWN = "NK0333", SpecWarning, "unknown adapter or API", r"
`forward` names the namespace of a consumed API. The tools of a skill name a REST or MCP adapter of the same spec, and one of its
operations or tools. Without the target, there is nothing to call.

    forward: {targetNamespace: cover}        # wrong: the API is `covers`
    forward: {targetNamespace: covers}       # right

Correct the name.
";
    NAME_TWICE = "NK0334", SpecWarning, "duplicate name in a list", r"
References find tools, flows, steps, resources, prompts and skills by name. The generator uses the first one of two.

    tools:
    - {name: ping, description: Checks the API, call: parcels.ping}
    - {name: ping, description: Checks the depot, call: depots.ping}           # wrong
    - {name: ping-depot, description: Checks the depot, call: depots.ping}     # right

Rename one of the two.
";
    SCHEME_UNSUPPORTED = "NK0335", SpecWarning, "unsupported scheme in a base URI", r"
The client calls APIs over `http` and `https`. It ignores any other base URI, and the program must set one. A host without a scheme is
called over `https`, and localhost over `http`.

    baseUri: tcp://api.parcels.test          # wrong
    baseUri: https://api.parcels.test        # right

Write an `https://` URI, or call `base_uri(…)` on the builder.
";
    STEP_PARAMETER_UNKNOWN = "NK0336", SpecWarning, "unknown parameter of a step's operation", r"
The keys of `with` are parameters of the called operation. In a step, the generator ignores any other key.

    call: parcels.get-parcel
    with: {language: en}         # wrong: the parameter is `lang`
    with: {lang: en}             # right

Correct the name, or add the parameter to the operation.
";
    FILE_AS_TEXT = "NK0337", SpecWarning, "a file is sent as a string", r"
A file is the content of a part of a multipart form, by a parameter of the type `file` or a part with a `filename`. In a path, the query,
a header, JSON or a longer template, the client sends its content as a string. An input that is used in a part and in such a place is a
string in both.

    body:                                    # right: `report` is used in this part only
      type: multipartForm
      data:
      - {name: report, filename: '{{name}}', value: '{{report}}'}

Use a second input for the other place.
";
    TOKEN_UNOBTAINABLE = "NK0350", Error, "a token cannot be obtained as specified", r#"
`custom-token` names an operation of another `consumes` entry, passes every parameter that it requires, and has the path of the token in
its response. Otherwise the client cannot authenticate.

    authentication:
      type: custom-token
      acquire:
        call: login.create-token
        with: {email: "{{EMAIL}}", password: "{{PASSWORD}}"}
        tokenField: $.token
        expiresInField: $.expires_in

An `oauth2` that fetches tokens has the endpoint and the client's id, and with `grantType: refresh-token` the refresh token:

    authentication:
      type: oauth2
      tokenEndpoint: https://api.parcels.test/oauth/token
      clientId: "{{CLIENT_ID}}"
      clientSecret: "{{CLIENT_SECRET}}"

Add or correct the key that the message names.
"#;
    SCHEMA_UNUSABLE = "NK0351", Error, "missing or invalid schema", r"
Responses in `avro` and `protobuf` can only be read with a schema. `outputSchema` names the `.avsc` or `.proto` file, relative to the file
that contains it. The generator reads the file and embeds its text in the generated code.

    outputRawFormat: avro                    # wrong without `outputSchema`

    outputRawFormat: avro                    # right
    outputSchema: schemas/parcel.avsc

Add `outputSchema`, or correct the schema file.
";
    INPUT_OF_TWO_TYPES = "NK0352", Error, "an input is used for parameters of conflicting types", r"
One input of an adapter is passed to two parameters of the called operation, and no value has both of their types. Every call would
fail.

    with: {limit: desk.which, open: desk.which}      # wrong: an integer and a boolean
    with: {limit: desk.limit, open: desk.open}       # right

Declare two inputs, and map them in `with`.
";
    OPTION_NAMESPACE = "NK0353", Error, "an option names an unknown namespace", r"
An option of the macro, the build script or the command is set for one consumed API or adapter, but no compiled spec has one with that
namespace. The option would have no effect.

    naftiko generate parcels.yaml --tolerance parcel=lenient     # the namespace is `parcels`

Write the `namespace` of the entry of `consumes` or `exposes`; for an import, its name in the importing file.
";
    ARGUMENT_NAME_CHANGED = "NK0354", SpecWarning, "an argument name is not valid for model vendors", r"
Model vendors accept up to 64 letters, digits, `_`, `.` and `-` in the name of a tool's argument, and reject the whole list of tools
otherwise. The generator gives the argument a valid name; the API gets the name of its parameter.

    inputParameters:
    - {name: $filter, type: string, description: Which parcels}    # the tool has `filter`

Choose a valid name for the input, and map it: `with: {$filter: tools.filter}`.
";
    TOOL_NAME_LONG = "NK0355", SpecWarning, "the names of a tool and its server are too long together", r"
Many clients give models the name of the server before that of the tool: `mcp__desk__get-parcel`. Model vendors accept 64 characters, so
that the names have room for 60 characters together, besides what separates them. A client rejects the tool, or all tools, if they have more.

    namespace: parcels-of-the-depots-in-the-north-of-the-country         # 49 characters
    tools: [{name: list-parcels-by-depot, ...}]                          # and 21

Choose a shorter name of the tool, or a shorter namespace of the adapter.
";
    STEP_PATH_IN_WITH = "NK0356", SpecWarning, "a step path in `with`", r#"
Paths `$.step.field` are for `mappings` and `lookupValue`. In `with`, the value of a step is a template. The generator reads the path as
one; the official engine sends it as a literal.

    with: {depot_id: $.parcel.depot}             # wrong
    with: {depot_id: "{{parcel.depot}}"}         # right

Write a template.
"#;
    STEP_NAME_TAKEN = "NK0357", Error, "the name of a step is taken", r"
References find steps by their names, and inputs by theirs. With two steps of one name, or a step with the name of an input, a reference
has two meanings. The official engine runs only the later of two steps, in the place of the earlier.

    steps:
    - {type: call, name: parcel, call: parcels.get-parcel}
    - {type: call, name: parcel, call: parcels.get-route}          # wrong
    - {type: call, name: route, call: parcels.get-route}           # right

Rename one of the two.
";
    TARGETS = "NK0358", SpecWarning, "an operation with several targets", r"
An operation has one target: `ref`, `steps` or `call`. The generator takes the first of them in this order and ignores the others. The official
engine takes the call before steps in REST operations. An operation with `ref` returns what the flow returns, so that `outputParameters` and
`mappings` beside it have no effect.

    call: parcels.get-parcel                     # wrong beside `steps`
    steps: [...]

Remove the key that is ignored.
";
    STEP_WITHOUT_EFFECT = "NK0359", SpecWarning, "nothing reads the output of the last step", r"
Without `mappings`, the result of an operation is the response of its last call. Nothing reads the output of a lookup or script after it.

    steps:
    - {type: call, name: depots, call: depots.list}
    - {type: lookup, name: depot, index: depots, match: code, lookupValue: '{{code}}', outputParameters: [city]}
    mappings: [{target: city, value: $.depot.city}]        # without this, nothing reads it

Map its output, or remove the step.
";
    CONTROL_FLOW = "NK0360", SpecWarning, "conditions, loops and retries of steps", r"
The format has no conditions, loops, parallel steps or retries in `steps` (issue 270 of the official engine). The generator runs independent reads at
once, and a lookup with a list of values finds an item for each.

    steps:
    - {type: call, name: route, call: parcels.get-route, for-each: $.list}        # wrong

Remove the key.
";
    ALIAS_REFERENCES = "NK0361", SpecNote, "references of an imported aggregate are read with its alias", r"
Flows refer to their inputs by the namespace of their aggregate. An import with `as` gives the aggregate another namespace; the generator reads references with
the old one as references. The official engine sends them as literals.

    aggregates: [{from: ./desk.yaml, import: desk, as: front-desk}]
    # in desk.yaml, `with: {id: desk.id}` is read as `front-desk.id`

No change is needed.
";
    LOOKUP_WITHOUT_LIST = "NK0362", SpecWarning, "a lookup in an object that has a list", r"
A lookup searches the items of a list, or compares the object itself. The response of the step in `index` is an object with a list, so that the lookup finds
nothing in the list.

    operations: {list: {method: GET}}            # the response is {items: [...]}
    ...
    index: all, match: id, ...                   # wrong: compares `id` of the whole object

Use an operation whose response is the list.
";
    OUTPUT_UNUSED = "NK0363", SpecWarning, "an output that is never read", r"
Several outputs of a call without names are alternatives: the response is the first one with a value. An object, a list or a constant always has a
value, so it cannot be one of several.

    outputParameters:                                            # wrong: the second output is never read
    - {type: object, properties: {city: {type: string, mapping: $.city}}}
    - {type: string, mapping: $.zip}

    outputParameters:                                            # right: one object
    - type: object
      properties:
        city: {type: string, mapping: $.city}
        zip: {type: string, mapping: $.zip}
";
    STEP_AS_PARAMETER = "NK0364", SpecWarning, "a parameter has the name of a step", r#"
A parameter without an entry in `with` is filled by the input of its name. It is never filled by a step of its name, whose output may be a whole
object; the official engine passes that output.

    steps:
      depot: {type: call, call: depots.get-depot}
      parcels: {type: call, call: depots.list-parcels}                                       # wrong: `depot` is not sent
      parcels: {type: call, call: depots.list-parcels, with: {depot: "{{depot.code}}"}}      # right

Pass the value in `with`.
"#;
}

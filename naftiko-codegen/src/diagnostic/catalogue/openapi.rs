//! Codes 10xx: `OpenAPI` documents.

super::entries! {
    DOCUMENT_UNREADABLE = "NK1001", Error, "an OpenAPI document cannot be read", r#"
The option `openapi` names a file that does not exist, is not a regular file, or is larger than 16 MiB.

    naftiko! { "parcels.yaml", openapi: "openapi/parcel.yaml" }        // wrong: the file is parcels.yaml
    naftiko! { "parcels.yaml", openapi: "openapi/parcels.yaml" }       // right

Correct the path. In the macro and in a build script it is relative to the crate, on the command line to the working directory.
"#;
    NOT_OPENAPI = "NK1002", Error, "the file is not an OpenAPI document", r"
The root of a document has `swagger: '2.0'`, or `openapi:` with 3.0, 3.1 or 3.2.

    openapi: 4.0.0               # wrong: an unknown version
    openapi: 3.1.0               # right

Name a document of one of these versions.
";
    REFERENCE_FILE = "NK1003", GeneratorWarning, "a reference of a document names a file that is not read", r"
A schema may refer to another file. The generator reads files below the package only, and has no network access. Schemas that refer to a
file which is not read have no type: their values are `Json`. All other schemas of the document have their types.

    $ref: https://example.com/types.json#/definitions/Depot      # wrong: not read
    $ref: ./types.json#/definitions/Depot                        # right: a file beside the document

Add the file, or copy the schema into the document.
";
    REFERENCE_PLACE = "NK1004", SpecWarning, "a reference of a document leads nowhere", r"
The file of the reference has no value in this place. The schema has no type: its values are `Json`.

    $ref: '#/components/schemas/Depots'      # wrong: the schema is `Depot`
    $ref: '#/components/schemas/Depot'       # right

Correct the reference.
";
    SCHEMA_INVALID = "NK1005", SpecWarning, "a schema of a document is not valid", r"
The generator cannot tell what values the schema allows, so its values are `Json`. A keyword whose value has the wrong type is ignored.

    size: {type: text}           # wrong: no type of JSON schemas
    size: {type: string}         # right

Correct the document, which the API's publisher may do as well.
";
    SCHEMA_CONFLICT = "NK1006", SpecWarning, "parts of a schema of a document contradict each other", r"
`allOf` combines schemas that no value satisfies together, such as a string and an object. The values are `Json`.

    allOf:
    - {properties: {size: {type: string}}}
    - {properties: {size: {type: object}}}   # wrong: another type for the same member

Give both the same type, or remove one.
";
    SCHEMA_KEYWORD_IGNORED = "NK1007", GeneratorNote, "a keyword of a document is ignored", r"
Some keywords of JSON Schema restrict values without saying what they are: `not`, `if`, `dependentSchemas`, `unevaluatedProperties`. A type
cannot express them. The generated code reads and writes values as if the keyword were absent, and the API checks requests itself.

    depot: {type: object, not: {required: [closed]}}     # `not` is ignored

Nothing needs to be done.
";
    DISCRIMINATOR = "NK1008", SpecWarning, "a discriminator of a document names no branch of its union", r"
A value with this tag has no type, so it is kept as JSON in the last variant of the union.

    oneOf: [{$ref: '#/components/schemas/Ship'}]
    discriminator:
      propertyName: kind
      mapping: {truck: '#/components/schemas/Truck'}     # wrong: `Truck` is not in `oneOf`

Add the schema to the union, or remove the entry.
";
    OPERATION_UNTYPED = "NK1009", SpecWarning, "an operation is not in the API's OpenAPI document", r"
The generator looks for the operation by its method and path. Without it the request and the response have no types: they are `Json` and
`Value`.

    path: /depot                 # wrong: the document has /depots
    path: /depots                # right

Correct the path, or name the document that has the operation.
";
    OPERATION_SIMILAR = "NK1010", SpecNote, "an operation is in the API's OpenAPI document with another spelling", r"
The spec decides what is called, and the document decides the types. The generator uses the types of the operation that it found, although
its path is written in another way: with the path of the API's address, with a slash at the end, with other names in braces, or in other
letters.

    path: /depots/               # the document has /depots

Check that both mean the same operation, and write the path as the document does.
";
    OPERATION_AMBIGUOUS = "NK1011", SpecWarning, "several OpenAPI documents have an operation", r#"
The generator does not guess whose types to use, so the operation has none.

    naftiko! { "parcels.yaml", openapi: ["v1.yaml", "v2.yaml"] }                // wrong: both have GET /depots
    naftiko! { "parcels.yaml", openapi: { "parcels": "v2.yaml" } }              // right

Name one document for the consumed API.
"#;
    PARAMETER_FILLED = "NK1013", SpecWarning, "a required parameter of an OpenAPI document is sent with its only value", r"
The document requires a parameter that the spec does not have, and it gives the value: the only one, a default, or the version of the
document for `api-version`. Without the parameter the API rejects the call, so the generated client sends it.

    inputParameters:
    - {name: api-version, in: query, value: '2023-01-01'}      # removes the warning

Add the parameter to the spec.
";
    PARAMETER_MISSING = "NK1014", SpecWarning, "a required parameter of an OpenAPI document is not in the spec", r"
The API rejects a call without this parameter, and the document does not say which value it has. The same holds for a request body.

    inputParameters:
    - {name: depot, in: query, required: true}                 # the document requires it

Add the parameter to the operation, and for a body an input `body` with `in: body` and `type: object`.
";
    TYPES_REQUIRED = "NK1015", Error, "types that the option `types` requires are missing", r#"
With `types: required` every operation of a consumed API has to be in an OpenAPI document, and every value that the document describes has to
have a type. Without the option these values are `Json`, and what is wrong with the document is a warning.

    naftiko! { "parcels.yaml", types: required }      // wrong without a document beside the spec

Name a document with the option `openapi`, and correct the places of the document that `NK1003` to `NK1008` and `NK1018`
report.
"#;
    MEMBERS_LOST = "NK1016", GeneratorWarning, "members that a document does not list are lost when a value is written back", r"
One operation reads a type and another one writes it. The struct has the members of the document only. If the API sends more of them, a
program that reads a value, changes it and writes it back removes those.

    GET /depots/{id}             # reads a `Depot`
    PUT /depots/{id}             # writes a `Depot`

Set the option `unknown: keep`, with which structs keep these members and write them back. Set `unknown: drop` in the spec if nothing is lost.
";
    OUTPUT_UNDESCRIBED = "NK1017", SpecWarning, "the schema of a response does not have the path of an output", r"
The document describes the response without this member, or with a value of another type there. The generated code reads the path all the same. If
the document is right, a required output is an error and an optional one null.

    outputParameters:
    - {name: place, type: string, value: $.adress.city}      # wrong: the member is `address`

Correct the path, or the document.
";
    UNION_UNDECIDED = "NK1018", SpecWarning, "the branches of a union in a document cannot be told apart", r"
The type of a union has a variant for each branch. The generated code selects it by a tag, by the kind of the value, and for an object by
the members that a branch requires. Where two objects require the same members, a response is read as the first of them, so that members of
the second one are lost. Where two branches are lists, or one has several types, the values are `Json`. A schema with a union and members of
its own is a struct with the members of all branches. A member with several types there is `Json` too.

    event:                       # wrong: neither branch requires a member
      oneOf: [{$ref: '#/components/schemas/Arrival'}, {$ref: '#/components/schemas/Departure'}]

    event:                       # right: the member `kind` names the branch
      oneOf: [{$ref: '#/components/schemas/Arrival'}, {$ref: '#/components/schemas/Departure'}]
      discriminator: {propertyName: kind}

Add a `discriminator`, require a member that only one branch has, or describe one type. An overlay does so without an edit of the document.
";
    TOOL_SCHEMA_CUT = "NK1020", GeneratorWarning, "the schema of a tool leaves out members", r"
Vendors of models limit the size and depth of schemas, and every schema costs an agent tokens. A schema of a tool has at most 8 KiB and 6
levels of objects. Beyond that the generator shortens descriptions, and then leaves out the members of the deepest objects. It also leaves out the
members of an object that contains itself, where the second one begins. The schema accepts any object there and names its members. The tool still
accepts every value of the document, and checks all of it.

    tools:
    - name: create-depot         # `depot.yard.gate` has members that the schema does not describe
      call: depots.create-depot

Expose a smaller operation, or describe these members in the `description` of the tool.
";
    TOOL_SCHEMA_LARGE = "NK1021", GeneratorWarning, "the schema of a tool is larger than the limit", r"
Every schema of a tool costs an agent tokens in each conversation, and vendors of models limit its size. The schema describes the members of the
arguments or the result without any text of theirs, and still has more than 8 KiB. Arguments that are not in the schema would be rejected, so that
it has all of them.

    tools:
    - name: replace-depot        # a body with 300 members
      call: depots.replace-depot

Expose an operation with fewer members.
";
    PINNED_TOOL = "NK1030", SpecWarning, "a pinned tool does not exist", r"
`pinned_tools` has the names of tools that are listed before all others. The adapter has no tool with one of these names.

    x-naftiko-pinned-tools: [get-parcels]        # wrong
    x-naftiko-pinned-tools: [get-parcel]         # right
    tools: [{name: get-parcel, description: One parcel, call: parcels.get-parcel}]

Correct the name.
";
    OVERLAY_UNREADABLE = "NK1031", Error, "an overlay cannot be read", r#"
The option `overlay` names a file that does not exist, is not a regular file, or is larger than 16 MiB.

    naftiko! { "parcels.yaml", overlay: ["parcel.overlay.yaml"] }      // wrong: the file is parcels.overlay.yaml
    naftiko! { "parcels.yaml", overlay: ["parcels.overlay.yaml"] }     // right

Correct the path. In the macro and in a build script it is relative to the crate, on the command line to the working directory.
"#;
    OVERLAY_INVALID = "NK1032", Error, "an overlay is not valid", r"
An overlay has `overlay:` with 1.0 or 1.1 at its root, and a list of `actions`. Each action has a `target`, and one of `update`, `remove` and
`copy`, which is new in version 1.1.

    overlay: 2.0.0                                                   # wrong: an unknown version
    overlay: 1.1.0                                                   # right
    info: {title: Repairs, version: 1.0.0}
    actions:
    - {target: $.info, update: {version: '2'}}

Correct the overlay.
";
    OVERLAY_UNMATCHED = "NK1033", SpecWarning, "an action of an overlay selects nothing", r"
The document has no value that the query of the action selects, so the action changes nothing. A document that its publisher has changed is
the usual reason.

    target: $.paths['/depot']          # wrong: the document has /depots
    target: $.paths['/depots']         # right

Correct the query, or remove the action.
";
    OVERLAY_KIND = "NK1034", Error, "an action of an overlay does not fit the value that it changes", r"
An update merges maps with maps and joins lists with lists. A list also takes one item. A scalar is replaced by a scalar, where it is a
member of a map, or in version 1.1. All values of one action are of one kind, `copy` has one source, and `$` cannot be removed.

    target: $.paths['/depots'].get.parameters[0]
    update: [{name: page, in: query}]                     # wrong: a list into a map
    update: {required: true}                              # right

Change the query or the value. To replace a list, remove it by an action before.
";
    OVERLAY_EXTENDS = "NK1035", SpecWarning, "an overlay is for another document", r"
`extends` names the document that the overlay was written for, relative to the overlay. The overlay is applied to another document, which may
have other operations and schemas. An address on the web is not compared.

    extends: depots-v1.yaml            # wrong: applied to depots-v2.yaml
    extends: depots-v2.yaml            # right

Name this document, or remove `extends`.
";
    OVERLAY_LIMIT = "NK1036", Error, "an overlay exceeds a limit", r"
A document has at most 1,000,000 values, 16 MiB of text and 64 levels, also after an overlay. The queries of an overlay visit a limited number of
values. The actions before this one were applied.

    target: $..[?$..name]              # wrong: each value searches the whole document
    target: $.paths.*.get              # right

Select fewer values, or add less to them.
";
    OVERLAY_KEY_IGNORED = "NK1037", SpecWarning, "a part of an overlay has no effect", r"
The key is not in the Overlay Specification, an action has no effect, or another key of the action comes before this one: `remove` before
`update`, and that before `copy`.

    - {target: $.info, updates: {title: Depots}}     # wrong: the key is `update`
    - {target: $.info, update: {title: Depots}}      # right

Correct or remove the key.
";
    LIST_LARGE = "NK1038", GeneratorNote, "the list of tools is large, so that clients search", r"
Clients read the list of tools in each conversation, with the schema of every tool. A list of more than 256 KiB is about a third of the context of
the models that most clients use, and some clients drop what exceeds their limits without a word. So the server lists four tools instead:
`search_tools`, `describe_tools`, `call_read_tool` and `call_tool`. Every tool can still be called by its name.

    - type: mcp
      namespace: billing
      x-naftiko-catalogue: search        # or `toolsets`, which clients choose by URL or header, or `all`

Write the catalogue that you want.
";
    SERVER_TOOL_NAME = "NK1039", SpecWarning, "a tool has the name of a tool of the server", r"
A server whose clients search for tools has tools with the names `search_tools`, `describe_tools`, `call_read_tool` and `call_tool`. The environment
can ask for that (`<NAMESPACE>_MCP_CATALOGUE`). A tool of the spec with such a name is found then, but only called through `call_tool`. A server with
tools whose operations are long-running has the tool `get_operation_result`; a tool of the spec with that name is not offered.

    tools: [{name: search_tools, description: Searches the toolbox, call: box.search}]        # wrong
    tools: [{name: search-box, description: Searches the toolbox, call: box.search}]          # right

Choose another name.
";
    TOOL_LARGE = "NK1040", GeneratorNote, "a tool is larger than its budget in the list of tools", r"
Clients read the list of tools in each conversation. A tool has 4 KiB there, or `x-naftiko-tool-budget`. A larger one is shortened: descriptions at the
end of a sentence, and the members of its result that are deep in objects. Its arguments keep all their members, since a call needs them. This tool
is larger without all that.

    tools:
    - name: replace-depot        # a body with 300 members
      call: depots.replace-depot

Expose an operation with fewer members, or set a larger budget.
";
    TOOL_TEXT_CUT = "NK1041", GeneratorNote, "the list of tools has the start of a description", r"
A description takes at most half of the budget of its tool in the list of tools, and at most 2 KiB, since several clients cut longer ones anywhere. A
tool that exceeds its budget has shorter ones: the first sentences of its own description, and the first sentence of each argument's. The message
has the last words that agents read.

    tools:
    - name: get-depot
      description: |             # three pages about depots, and then when to use the tool
        Depots were first built in …

Write first what an agent needs to choose and call the tool. `x-naftiko-tool-budget: off` keeps every text.
";
}

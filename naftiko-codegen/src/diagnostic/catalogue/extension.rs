//! Codes 06xx: differences from the Naftiko format that the generator understands, and how it reads them.

super::entries! {
    OTHER_DIALECT_KEY = "NK0601", SpecNote, "a key of the other dialect", r"
The list dialect (`naftiko:`) and the map dialect (`ikanos:`) have different names for some keys:

| lists | maps |
|---|---|
| `label` | `display` |
| `functions` | `flows` |
| `targetName` | `target` |
| `location` of an import | `from` |

The generator reads both names in both dialects. The official engine ignores the other dialect's key.

    naftiko: 1.0.0-alpha2
    info: {display: Parcels}     # wrong in the list dialect
    info: {label: Parcels}       # right

Rename the key.
";
    OTHER_DIALECT_COLLECTION = "NK0602", SpecNote, "a list instead of a map, or a map instead of a list", r"
Resources, operations, parameters, tools and steps are lists of objects with a `name` in the list dialect, and maps from names to
objects in the map dialect. The generator reads both forms in both dialects; other engines may not.

    ikanos: 1.0.0-beta5
    ...
    operations: [{name: get-parcel, method: GET}]      # wrong: a list in the map dialect
    operations: {get-parcel: {method: GET}}            # right

Write the form of the file's dialect, or change the version key.
";
    INFO_NAME = "NK0603", SpecNote, "unexpected key for the name in `info`", r"
The name of a capability is `label` in the list dialect and `display` in the map dialect. The generator reads `title` and `name` too;
other engines may ignore them.

    info: {title: Parcels}       # wrong
    info: {display: Parcels}     # right in the map dialect

Rename the key.
";
    TEXT_MISSING = "NK0604", SpecNote, "missing description or type", r"
The format requires the key. Descriptions matter most in tools and their inputs, because an agent knows nothing else about them. Without
a type, a REST input is a string, and any other value has any type.

    tools:
    - name: get-parcel                           # wrong
      call: parcels.get-parcel
    - name: get-parcel                           # right
      description: Gets a parcel by its number.
      call: parcels.get-parcel

Add the key.
";
    NAME_PATTERN = "NK0605", SpecNote, "a name contains characters that the format does not allow", r"
Names of namespaces, resources, operations and tools contain letters, digits and hyphens; names of parameters may also contain `_` and
`*`. Variables of binds are upper case. The generator sends other names (`$filter`, `page[size]`, `Microsoft.Authorization`) as they are
written, and changes them for Rust. Other engines may reject them.

    namespace: parcels.v2        # wrong
    namespace: parcels-v2        # right

Rename it, unless the upstream API requires the name.
";
    EMPTY_COLLECTION = "NK0606", SpecNote, "empty list or map", r"
The format requires at least one item in the list or map. An empty one is often a part that the author forgot.

    binds: []                                              # wrong
    binds: [{namespace: env, keys: {TOKEN: TOKEN}}]        # right

Add an item, or remove the key.
";
    RESOURCE_WITHOUT_NAME = "NK0607", SpecNote, "missing `name` in a consumed resource", r"
Nothing refers to a resource by name, so the generated code is the same. Add `name` to follow the format.

    resources:
    - path: /parcels             # wrong
    - name: parcels              # right
      path: /parcels
";
    OPERATION_ID = "NK0608", SpecNote, "an operation has `id` instead of `name`", r"
The generator reads `id` as the name, which `call` refers to. Other engines may not find the operation.

    operations: [{id: get-parcel, method: GET}]        # wrong
    operations: [{name: get-parcel, method: GET}]      # right

Rename the key.
";
    OPERATION_PATH = "NK0609", SpecNote, "a consumed operation has its own path", r"
In the format only resources have paths. The generator uses the operation's path alone if it begins with the resource's path, and appends
it otherwise. Other engines may call the resource's path instead.

    resources:
    - name: orders
      path: /orders
      operations:
      - {name: get-order, method: GET, path: '/{id}'}       # an extension: /orders/{id}

To follow the format, give the operation its own resource with the whole path.
";
    OTHER_METHOD = "NK0610", SpecNote, "a method that the format does not have", r"
The format has GET, POST, PUT, PATCH and DELETE. The generator also supports HEAD and OPTIONS; other engines may not.

    method: HEAD                 # an extension
    method: GET                  # in the format
";
    RAW_FORMAT = "NK0611", SpecNote, "an `outputRawFormat` that the format does not have", r"
`binary` exists since 1.0.0-beta1, and `text` is in no version. The generator returns such responses as bytes or as a string. Other
engines may not read them.

    outputRawFormat: text        # an extension
    outputRawFormat: json        # in the format

Update the version of the spec, or use a format that its version has.
";
    PARAMETER_EXTRA = "NK0612", SpecNote, "a consumed parameter has extension keys", r"
In the format, consumed parameters have only `in` and `value`. Nearly every published file adds `type`, `required` and `description`. The
generator uses them for the types, signatures and documentation of the client. Without them, a parameter is an optional string, and
required in a path.

    inputParameters:
    - {name: page, in: query, type: integer, description: The page}      # an extension
    - {name: page, in: query}                                            # in the format

No change is needed. The generator reports it once per file.
";
    PARAMETER_WITHOUT_NAME = "NK0613", SpecWarning, "missing `name` in a parameter", r"
A value cannot be sent without a name, so the generator ignores the parameter.

    inputParameters: [{in: query}]               # wrong
    inputParameters: [{name: page, in: query}]   # right

Add `name`.
";
    PARAMETER_WITHOUT_PLACE = "NK0614", SpecWarning, "missing `in` in a parameter", r"
`in` says where the client sends the parameter. Without it, the parameter is sent in the path if the path has a placeholder with its
name, and in the query otherwise.

    inputParameters: [{name: page}]              # wrong
    inputParameters: [{name: page, in: query}]   # right

Add `in`.
";
    PARAMETER_IN_FORM = "NK0615", SpecNote, "a parameter is sent as a form field", r"
`in: formData` comes from Swagger 2 and is an extension. The generator sends the parameters as a form: as multipart if one of them is a
file, and URL-encoded otherwise. Other engines may not send them.

    inputParameters: [{name: note, in: formData}]                          # an extension
    body: {type: formUrlEncoded, data: {note: '{{note}}'}}                 # in the format

Write a `body`.
";
    PARAMETER_VALUE = "NK0616", SpecNote, "the value of a parameter is not a string", r#"
`value` is a constant or a template. The generator sends a map or list as JSON; other engines may not.

    value: {text: fragile}       # wrong
    value: '{"text":"fragile"}'  # right

Write the JSON as a string.
"#;
    UNKNOWN_TYPE = "NK0617", SpecWarning, "unknown type", r"
The types are `string`, `number`, `integer`, `boolean`, `array` and `object`. The generator reads any other type as any value. Then it
checks nothing about the value.

    type: datetime               # wrong
    type: string                 # right

Write one of the types.
";
    REST_INPUT_REQUIRED = "NK0618", SpecNote, "`required` of a REST input", r"
`required` of a REST input is an extension to the format. The adapter rejects a request without the input with status 400. Other engines
may ignore the key.

    inputParameters: [{name: page, in: query, type: string, description: Page, required: true}]      # an extension

No change is needed. Remove `required` to follow the format.
";
    INPUT_MAPPING = "NK0619", SpecNote, "`mapping` of an input", r"
The format connects inputs to parameters with `with`. The generator reads the mapping as the name of the parameter that gets the input.
Other engines may ignore it.

    inputParameters: [{name: sheet, type: string, description: Page, mapping: page}]      # an extension
    with: {page: desk.sheet}                                                              # in the format

Write the parameter in `with`.
";
    VALUE_SCHEMA = "NK0620", SpecNote, "JSON Schema keys of an input", r"
`items`, `properties`, `enum`, `default`, `format`, `pattern` and ranges of an input of a tool, a flow or a REST operation are an
extension. They are in the schema of the tool, and in the OpenAPI document of the REST adapter. A type of the API's OpenAPI document
takes precedence.

A tool checks `enum`, `items`, `properties` and `required` before it makes a call. Agents read ranges, lengths and patterns in the
description, since some MCP clients reject schemas with them. A REST adapter checks none of these keys, and the API gets what callers
send. `default` says what the API does without the value; it is not sent.

    inputParameters: {size: {type: string, description: Its size, enum: [s, m]}}      # an extension

No change is needed. Remove the key to follow the format.
";
    OUTPUT_WITHOUT_SHAPE = "NK0621", SpecNote, "an output without `properties` or `items`", r"
The format requires `properties` for an object and `items` for an array. Nearly every published file leaves them out. Then the value is
relayed unchanged, its Rust type is `Value`, and callers do not learn its fields.

    outputParameters:
    - {type: object, mapping: $.}                # wrong

    outputParameters:                            # right
    - type: object
      mapping: $.
      properties:
        state: {type: string, mapping: $.state}

Add `properties` or `items`. The generator reports it once per file.
";
    OUTPUT_DESCRIPTION = "NK0622", SpecNote, "`description` of an output", r"
`description` of an output is an extension to the format. The generator uses it in the documentation of the generated type.

    outputParameters: [{type: string, mapping: $.state, description: The state}]      # an extension

No change is needed. Remove the key to follow the format.
";
    BODY_KIND = "NK0623", SpecNote, "a body type or body data that the format does not have", r"
The types are `json`, `text`, `xml`, `sparql`, `formUrlEncoded` and `multipartForm`. The generator reads `form` and `multipart` as the
last two, and `yaml`, `binary` and media types as strings with that media type. Other engines may not send such a body.

    body: {type: form, data: {note: '{{note}}'}}                 # wrong
    body: {type: formUrlEncoded, data: {note: '{{note}}'}}       # right

Write a type of the format, with data of its kind.
";
    BODY_WITHOUT_DATA = "NK0624", SpecWarning, "missing `data` in a body", r"
The format requires `data`. Without it, the generated method takes the body as an argument.

    body: {type: json}                                           # wrong
    body: {type: json, data: {note: '{{note}}'}}                 # right

Add `data`, unless the caller must pass the whole body.
";
    WITH_VALUE = "NK0625", SpecNote, "a value of `with` is neither a string nor a number", r#"
Values of `with` are strings or numbers in the format. The generator sends booleans, lists and maps as JSON; other engines may not.

    with: {fields: [id, state]}          # an extension
    with: {fields: '["id","state"]'}     # in the format

Write the JSON as a string to follow the format.
"#;
    AUTHENTICATION_KEY = "NK0626", SpecNote, "`auth` instead of `authentication`", r"
The generator reads `auth` as `authentication`. The official engine ignores it and calls the API without credentials.

    auth: {type: bearer, token: '{{API_TOKEN}}'}                 # wrong
    authentication: {type: bearer, token: '{{API_TOKEN}}'}       # right

Rename the key.
";
    AUTHENTICATION_ALIAS = "NK0627", SpecNote, "unexpected key in an authentication", r"
A bearer token is `token`. An API key has `key` (its name), `value` and `placement`. Published files also write `value` for the token,
and `name`, `in`, `header` or `headers` for the API key. The generator reads them; other engines may send no credentials.

    authentication: {type: apikey, in: header, name: X-Api-Key, value: '{{API_KEY}}'}             # wrong
    authentication: {type: apikey, placement: header, key: X-Api-Key, value: '{{API_KEY}}'}       # right

Rename the key.
";
    AUTHENTICATION_TYPE = "NK0628", SpecWarning, "unknown authentication type", r"
The types are `basic`, `digest`, `bearer`, `apikey` and `oauth2`. The generator reads `header` and `query` as API keys. The program must
authenticate with any other type.

    authentication: {type: api-key, key: X-Api-Key, value: '{{API_KEY}}'}      # wrong
    authentication: {type: apikey, key: X-Api-Key, value: '{{API_KEY}}'}       # right

Write one of the types, or set the credentials on the builder.
";
    KEY_PLACEMENT = "NK0629", SpecNote, "a placement of an API key that the format does not have", r"
The format sends API keys in a header or in the query. Published files also have `cookie`, `body` (a field of the JSON object or form)
and `path` (the placeholder with the name of the key). The generator supports them; other engines may not.

    authentication: {type: apikey, key: session, value: '{{KEY}}', placement: cookie}      # an extension

If the upstream API accepts the key in a header, write `placement: header`.
";
    TOKENS_FETCHED = "NK0630", SpecNote, "an authentication that fetches tokens", r"
In the format, `oauth2` checks the tokens of callers. A client that fetches tokens with it (`grantType`, `clientId` and others) is an
extension, and so is the type `custom-token`. docs/authentication.md lists the keys. Other engines send no credentials for either.

    authentication:                              # an extension
      type: oauth2
      tokenEndpoint: https://api.parcels.test/oauth/token
      clientId: '{{CLIENT_ID}}'
      clientSecret: '{{CLIENT_SECRET}}'

No change is needed. The generator reports it once per file.
";
    ADAPTER_DESCRIPTION = "NK0631", SpecNote, "`description` of a REST adapter", r"
`description` of a REST adapter is an extension to the format. Nearly every published file has it. The generator uses it in the
documentation of the generated module.

    exposes: [{type: rest, namespace: desk, port: 8080, description: The desk, resources: [...]}]      # an extension

No change is needed. The generator reports it once per file.
";
    ADAPTER_TYPE = "NK0632", SpecWarning, "unknown adapter type", r"
The types are `rest`, `mcp`, `skill` and `control`. The generator ignores an adapter of any other type, and generates the rest of the
capability. An adapter of the type `http` that has `resources` is read as `rest`.

    exposes: [{type: http, namespace: desk}]                     # wrong
    exposes: [{type: rest, namespace: desk, resources: [...]}]   # right

Write one of the types.
";
    PORT_MISSING = "NK0633", SpecWarning, "missing `port` in an adapter", r"
The format requires a port. Without it, the adapter does not start until the environment or the program sets one.

    exposes: [{type: mcp, namespace: desk, tools: [...]}]                  # wrong
    exposes: [{type: mcp, namespace: desk, port: 8080, tools: [...]}]      # right

Add `port`, or set `<NAMESPACE>_PORT` in the environment.
";
    STDIO_PORT = "NK0634", SpecWarning, "`port` has no effect with `transport: stdio`", r"
The stdio transport has no port, and the format forbids the key. The generator ignores it.

    exposes: [{type: mcp, namespace: desk, transport: stdio, port: 9090}]      # wrong
    exposes: [{type: mcp, namespace: desk, transport: stdio}]                  # right

Remove `port`, or write `transport: http`.
";
    AGGREGATE_NAMESPACE = "NK0635", SpecWarning, "missing `namespace` in an aggregate", r"
`ref` has the form `<namespace>.<flow>`, so nothing can refer to the flows of an aggregate without a namespace.

    aggregates: [{display: Desk, flows: {...}}]                      # wrong
    aggregates: [{display: Desk, namespace: desk, flows: {...}}]     # right

Add `namespace`.
";
    ENTRY_UNSUPPORTED = "NK0636", SpecWarning, "unsupported section or import", r"
Published files refer to OpenAPI descriptions, other files or catalogues in forms that the format does not have. The generator ignores
them. Calls to what they would define have no target.

    consumes: [{openapi: parcels, location: parcels.yml}]            # wrong
    consumes: [{from: ./depots.yaml, import: depots}]                # right in the map dialect
    consumes: [{location: ./depots.yaml, import: depots}]            # right in the list dialect

Write an import, or the operations themselves.
";
    AUTHENTICATION_INCOMPLETE = "NK0637", SpecWarning, "missing credentials in an authentication", r"
The authentication has a type but lacks a key that the type requires: the token, the name or value of an API key, or the server that
issues tokens. The program must set the credentials on the builder.

    authentication: {type: bearer}                                   # wrong
    authentication: {type: bearer, token: '{{API_TOKEN}}'}           # right

Add the key, or set the credentials on the builder.
";
    OUTPUT_MAPPING = "NK0638", SpecNote, "`mapping` of an output of a consumed operation", r"
The path into the response is `value` in outputs of consumed operations, and `mapping` in outputs of adapters. The generator reads both;
other engines may map nothing.

    outputParameters: [{name: state, type: string, mapping: $.state}]      # wrong in `consumes`
    outputParameters: [{name: state, type: string, value: $.state}]        # right in `consumes`

Rename the key.
";
    TEXT_FOR_VALUE = "NK0645", SpecNote, "a number or boolean is written as a string", r#"
The format requires a number, or `true` or `false`. A quoted value is a string, and YAML 1.2 has no other words for `true` and `false`.
The generator reads the value that is meant; other engines may not.

    port: "8080"                 # wrong
    port: 8080                   # right
    readOnly: yes                # wrong
    readOnly: true               # right

Write the value without quotes.
"#;
    VALUE_FORM = "NK0646", SpecWarning, "invalid form of a value", r"
Dates, addresses, locations and some other values have a form in the format. The generator uses the value as it is written, so it may
have no effect.

    created: 1st of May          # wrong
    created: 2026-05-01          # right
    address: http://127.0.0.1    # wrong: `address` has no scheme and no port
    address: 127.0.0.1           # right
    tags: logistics              # wrong
    tags: [logistics]            # right

Write the value in the form that the help shows.
";
    WRAPPED = "NK0647", SpecNote, "a capability inside a Kubernetes-style resource", r"
The file is a resource in the style of Kubernetes, with the capability in its `spec`. The generator reads `spec` and ignores the other
keys. Other engines may not read the file.

    apiVersion: example.org/v1   # an extension
    kind: Capability
    spec:
      ikanos: 1.0.0-beta5
      capability: ...

    ikanos: 1.0.0-beta5          # in the format
    capability: ...

Move the content of `spec` to the root of the file.
";
    OUTPUTS_NAMED = "NK0648", SpecNote, "named outputs of a call", r"
In the format, the outputs of a call are alternatives without names, and the first one that exists is the response. The generator reads
several outputs with names as the fields of one object. Other engines may return only one of them.

    outputParameters:                                            # an extension
    - {name: city, type: string, mapping: $.address.city}
    - {name: zip, type: string, mapping: $.address.zip}

    outputParameters:                                            # in the format
    - type: object
      mapping: $.
      properties:
        city: {type: string, mapping: $.address.city}
        zip: {type: string, mapping: $.address.zip}

Write one output of the type `object` with these `properties`.
";
    ADAPTER_NAMESPACE = "NK0649", SpecNote, "missing `namespace` in an adapter", r"
The format requires the key. The generator names the adapter by its type (`rest`, `mcp`, `skill`), with a number if the spec has that
namespace. Variables such as `MCP_PORT` and options have this name. Other engines may reject the spec.

    exposes: [{type: mcp, port: 8080, tools: [...]}]                       # wrong
    exposes: [{type: mcp, namespace: desk, port: 8080, tools: [...]}]      # right

Add `namespace`.
";
    SKILL_TOOL_UNUSABLE = "NK0650", SpecWarning, "a tool of a skill has neither `from` nor `instruction`", r"
A tool of a skill is an operation or a tool of an adapter, which `from` names, or a text for agents, which `instruction` names. Without
both, the generator takes the tool or operation of another adapter that has its name. Without one, agents learn that the tool exists, and
cannot use it.

    tools: [{name: get-parcel, description: Gets a parcel}]                                                           # wrong
    tools: [{name: get-parcel, description: Gets a parcel, from: {sourceNamespace: desk, action: get-parcel}}]        # right

Add one of the two keys.
";
    ALLOWED_TOOLS_COMMAS = "NK0651", SpecNote, "`allowed-tools` are separated by commas", r"
In Agent Skills, `allowed-tools` is one string with a space between names. The generator also reads names between commas. Other engines pass the
string on, and agents then look for a tool with all the names in it.

    allowed-tools: get-parcel,list-depots        # an extension
    allowed-tools: get-parcel list-depots        # in the format

Write spaces in place of the commas.
";
    SKILL_LOCATION = "NK0652", SpecNote, "a relative `location` of a skill", r"
In the format, the folder of a skill is a URI with an absolute path, which the official engine reads while it runs. The generator reads a folder that
is relative to the spec, and makes its files part of the program. Other engines may not find it.

    location: skills/parcel-desk                      # an extension
    location: file:///opt/skills/parcel-desk          # in the format; not read by the generator

Keep the relative path, unless another engine runs the spec too.
";
    EXTENSION_TYPE = "NK0653", SpecNote, "a type that the format does not have in this place", r"
The format has `integer` for inputs, and `number` alone for outputs. It has no type for a file in a form, which Swagger 2.0 calls `file`.
The generator reads both as they are meant. Other engines may reject the spec.

    outputParameters: {count: {type: integer, value: $.count}}      # an extension
    outputParameters: {count: {type: number, value: $.count}}       # in the format

No change is needed. Write `number` to follow the format.
";
    VALUE_SCHEMA_IGNORED = "NK0654", SpecWarning, "JSON Schema keys without effect", r"
Keys of JSON Schema have an effect in inputs of tools, flows and REST operations only (`NK0620`). The generator ignores them in consumed
parameters, arguments of prompts and outputs, and it ignores keys such as `example` and `nullable` in inputs.

    consumes: [{inputParameters: [{name: size, in: query, enum: [s, m]}]}]                                   # wrong
    tools: [{inputParameters: [{name: size, type: string, description: Its size, enum: [s, m]}]}]            # right

Move the key to the input that callers send, or remove it.
";
}

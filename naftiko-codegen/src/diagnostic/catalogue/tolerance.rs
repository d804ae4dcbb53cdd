//! 06xx: what published files do beyond the format, and what is made of it.

super::entries! {
    OTHER_DIALECT_KEY = "NK0601", Tolerance, "a key of the other dialect", r"
The list dialect (`naftiko:`) and the map dialect (`ikanos:`) name some things differently:

| lists | maps |
|---|---|
| `label` | `display` |
| `functions` | `flows` |
| `targetName` | `target` |
| `location` of an import | `from` |

The other dialect's key is read as if it were this one's. The official engine ignores it.
";
    OTHER_DIALECT_COLLECTION = "NK0602", Tolerance, "a list where the dialect has a map, or the reverse", r"
Resources, operations, parameters, tools and steps are lists of objects with a `name` in the list dialect, and maps from names to
objects in the map dialect. Both forms are read in both.
";
    INFO_NAME = "NK0603", Tolerance, "`info` calls its name differently", r"
The name of a capability is `label` in the list dialect and `display` in the map dialect. `title` and `name` are read as the same.
";
    TEXT_MISSING = "NK0604", Tolerance, "a description or type is missing", r"
The format demands the key. Descriptions matter most in tools and their inputs: they are all that an agent knows about them. A missing
type means any text in a REST input, and any value elsewhere.
";
    NAME_PATTERN = "NK0605", Tolerance, "a name has characters that the format does not allow", r"
Namespaces, resources, operations and tools are named with letters, digits and hyphens; parameters may have `_` and `*` too. Other
names (`$filter`, `page[size]`, `Microsoft.Authorization`) are used on the wire as they are, and adapted in Rust.
";
    EMPTY_COLLECTION = "NK0606", Tolerance, "a list or map is empty", r"
The format wants at least one item wherever the key is written. Leave the key out instead.
";
    RESOURCE_WITHOUT_NAME = "NK0607", Tolerance, "a consumed resource has no name", r"
Resources are not referred to, so that nothing is lost.
";
    OPERATION_ID = "NK0608", Tolerance, "an operation has `id` instead of `name`", r"
`id` is read as the name, by which `call` finds the operation.
";
    OPERATION_PATH = "NK0609", Tolerance, "a consumed operation has a path of its own", r"
The format gives paths to resources only. The operation's path is used alone when it begins with the resource's, and appended to it
otherwise.

    resources:
    - name: orders
      path: /orders
      operations:
      - {name: get-order, method: GET, path: '/{id}'}       # /orders/{id}
";
    OTHER_METHOD = "NK0610", Tolerance, "a method that the format does not have", r"
The format has GET, POST, PUT, PATCH and DELETE. HEAD and OPTIONS are used as they are.
";
    RAW_FORMAT = "NK0611", Tolerance, "an `outputRawFormat` that this version does not have", r"
`binary` came with 1.0.0-beta1, `text` is in no version. Responses are handed on as bytes and as text.
";
    PARAMETER_EXTRA = "NK0612", Tolerance, "a consumed parameter says more than the format lets it", r"
Consumed parameters have `in` and `value` only. Nearly every published file adds `type`, `required` and `description`; they are used for
the types, the signatures and the documentation of the generated client. Without them, a parameter is an optional text, required in a
path.

Said once a file.
";
    PARAMETER_WITHOUT_NAME = "NK0613", Tolerance, "a parameter has no name", r"
Nothing can be sent without a name, so that the parameter is left out.
";
    PARAMETER_WITHOUT_PLACE = "NK0614", Tolerance, "a parameter does not say where it goes", r"
`in` is missing. The parameter goes into the path if that has a placeholder of its name, and into the query otherwise.
";
    PARAMETER_IN_FORM = "NK0615", Tolerance, "a parameter goes into a form", r"
`in: formData` comes from Swagger 2 and is not in the format. The parameters are sent as a form, as multipart if one of them is a file.
";
    PARAMETER_VALUE = "NK0616", Tolerance, "the value of a parameter is not a text", r"
`value` is a constant or a template. A map or list is sent as JSON.
";
    UNKNOWN_TYPE = "NK0617", Tolerance, "a type is unknown", r"
The types are `string`, `number`, `integer`, `boolean`, `array` and `object`. `file` is read as a file in a form; any other type as
any value.
";
    REST_INPUT_REQUIRED = "NK0618", Tolerance, "a REST input says whether it is required", r"
REST inputs have no `required` in the format. It is used: a request without the input is answered with 400.
";
    INPUT_MAPPING = "NK0619", Tolerance, "an input has a `mapping`", r"
The format connects inputs to parameters with `with`. The mapping is read as the name of the parameter that gets the input.
";
    VALUE_SCHEMA = "NK0620", Tolerance, "a value is described further", r"
`items`, `enum`, `default` and other keys of JSON Schema are not in the format here. They are read where the generated code can use
them, and ignored elsewhere.
";
    OUTPUT_WITHOUT_SHAPE = "NK0621", Tolerance, "an output does not say what it holds", r"
The format wants `properties` of an object and `items` of an array. Nearly every published file leaves them out; the value is passed on
as it is, and its Rust type is `Value`.

    outputParameters:
    - type: object
      mapping: $.
      properties:
        state: {type: string, mapping: $.state}

Said once a file.
";
    OUTPUT_DESCRIPTION = "NK0622", Tolerance, "an output has a description", r"
Outputs have none in the format. It goes into the documentation of the generated type.
";
    BODY_KIND = "NK0623", Tolerance, "a body of a kind that the format does not have", r"
The types are `json`, `text`, `xml`, `sparql`, `formUrlEncoded` and `multipartForm`. `form` and `multipart` are read as the last two;
`yaml`, `binary` and media types as texts of that media type.
";
    BODY_WITHOUT_DATA = "NK0624", Tolerance, "a body has no data", r"
The format wants `data`. Without it, the caller gives the body.
";
    WITH_VALUE = "NK0625", Tolerance, "a value of `with` is neither a text nor a number", r"
Booleans, lists and maps are passed on as JSON.
";
    AUTHENTICATION_KEY = "NK0626", Tolerance, "`auth` instead of `authentication`", r"
It is read as the same. The official engine ignores it, and calls without credentials.
";
    AUTHENTICATION_ALIAS = "NK0627", Tolerance, "credentials are spelt differently", r"
A bearer token is `token`; an API key has `key` (its name), `value` and `placement`. Published files also write `value` for the token,
and `name`, `in`, `header` or `headers` for the API key. They are read as what they mean.

    authentication: {type: apikey, in: header, name: X-Api-Key, value: '{{API_KEY}}'}
    authentication: {type: apikey, placement: header, key: X-Api-Key, value: '{{API_KEY}}'}
";
    AUTHENTICATION_TYPE = "NK0628", Tolerance, "a type of authentication that the format does not have", r"
The types are `basic`, `digest`, `bearer`, `apikey` and `oauth2`. `header` and `query` are read as API keys; other schemes are left to
the program that uses the client.
";
    KEY_PLACEMENT = "NK0629", Tolerance, "an API key goes where the format puts none", r"
The format puts API keys into a header or the query. Published files also have `cookie`, `body` (a field of the JSON object or form) and
`path` (the placeholder that is called like the key).
";
    TOKENS_FETCHED = "NK0630", Tolerance, "authentication that fetches tokens", r"
The format's `oauth2` checks the tokens of callers. That a client fetches tokens with it (`grantType`, `clientId` and their like) is an
extension, and so is the type `custom-token`: docs/authentication.md lists the keys. Other engines send no credentials for either.

Said once a file.
";
    ADAPTER_DESCRIPTION = "NK0631", Tolerance, "a REST adapter has a description", r"
The format gives it none, but nearly every published file has it. It goes into the documentation of the generated module.

Said once a file.
";
    ADAPTER_TYPE = "NK0632", Tolerance, "the type of an adapter is unknown", r"
The types are `rest`, `mcp`, `skill` and `control`. Any other adapter is left out; the rest of the capability is generated.
";
    PORT_MISSING = "NK0633", Tolerance, "an adapter has no port", r"
The format demands one. Without it, the adapter listens where the environment or the program says.
";
    STDIO_PORT = "NK0634", Tolerance, "an adapter on standard input has a port", r"
`transport: stdio` needs no port, and the format forbids it. It is ignored.
";
    AGGREGATE_NAMESPACE = "NK0635", Tolerance, "an aggregate has no namespace", r"
`ref` is written `<namespace>.<flow>`, so that nothing can refer to the flows of an aggregate without one.
";
    ENTRY_UNSUPPORTED = "NK0636", Tolerance, "an entry of a kind that the format does not have", r"
Published files refer to OpenAPI descriptions, to other files or to whole catalogues in ways of their own. They are left out; what they
would bring is missing, and calls to it have no target.

An import is written `{from: ./depots.yaml, import: depots}`, in the list dialect `{location: ./depots.yaml, import: depots}`.
";
    AUTHENTICATION_INCOMPLETE = "NK0637", Tolerance, "credentials are missing", r"
The scheme is named, but not what it needs: the token, the name or the value of a key, the server that issues tokens. The program that
uses the generated client has to give the credentials.
";
    OUTPUT_MAPPING = "NK0638", Tolerance, "an output of a consumed operation has a `mapping`", r"
The path into the response is `value` in outputs of consumed operations, and `mapping` in those of adapters. Both are read.
";
    TEXT_FOR_VALUE = "NK0645", Tolerance, "a number or boolean is written as a text", r#"
The format wants a number, or `true` or `false`. In quotes these are texts, and YAML 1.2 has no other words for `true` and `false`. What
is meant is clear, and used.

    port: "8080"                 # write 8080
    readOnly: yes                # write true
"#;
    VALUE_FORM = "NK0646", Tolerance, "a value is not of the form that the format gives it", r"
Dates, addresses, locations and a few words have a form in the format. The value is used as it is, so that nothing may come of it.

    created: 1st of May          # write 2026-05-01
    address: http://127.0.0.1    # write 127.0.0.1; the port stands in `port`
    propagation: b4              # `w3c` or `b3`
    tags: logistics              # write [logistics]
";
    WRAPPED = "NK0647", Tolerance, "a capability stands in a resource of a cluster", r"
Clusters take capabilities wrapped in a resource. What stands in its `spec` is compiled, the rest is not looked at.

    apiVersion: example.org/v1
    kind: Capability
    spec:
      ikanos: 1.0.0-beta5
      capability: ...
";
    OUTPUTS_NAMED = "NK0648", Tolerance, "several outputs of a call have names", r"
In the format, the outputs of a call are alternatives without names, and the first that is there is the answer. Several with names are
read as what they look like: the fields of one object.

    outputParameters:
    - {name: city, type: string, mapping: $.address.city}
    - {name: zip, type: string, mapping: $.address.zip}
";
}

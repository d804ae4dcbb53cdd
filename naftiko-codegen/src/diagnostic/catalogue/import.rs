//! Codes 11xx: import of `OpenAPI` documents.

super::entries! {
    IMPORT_NOTHING = "NK1101", Error, "an import chooses no operation", r"
The tags, operations and the path of `naftiko import openapi` choose the operations of the document. A tag or an operation that the document
does not have is an error, and so is a choice without an operation.

    naftiko import openapi depots.yaml --tag Depot        # wrong: the tag is `Depots`
    naftiko import openapi depots.yaml --tag Depots       # right

Correct the choice. `naftiko openapi depots.yaml --print` shows the document.
";
    IMPORT_OPERATION = "NK1102", GeneratorWarning, "an operation of a document is not imported", r"
A spec has operations with the methods GET, POST, PUT, PATCH, DELETE, HEAD and OPTIONS. An operation with another method is left out.

    /depots: {trace: {…}}        # left out

Call the operation from the program, if it is needed. An operation that returns tokens is in the consumed API alone: each caller of an adapter
would get the rights of the program.
";
    IMPORT_PARAMETER = "NK1103", GeneratorWarning, "a parameter of a document is not imported", r"
Three parameters have no counterpart in a spec: an object in a header or a cookie; a second parameter with the name of another one; and one
in a file that is not read. A request without a required parameter fails.

    - {name: filter, in: header, schema: {type: object}}      # left out
    - {name: filter, in: query, schema: {type: object}}       # imported

Declare the parameter in another form, by an overlay or in the spec.
";
    IMPORT_LIST = "NK1104", GeneratorNote, "a list in a parameter of a document is imported as a string", r"
A list in a header or in a cookie has a character between its items: `id: 1,2`. The input is a string, and its description says which
character. Lists in the query and in the path are imported as lists.

    - {name: id, in: header, schema: {type: array, items: {type: string}}}

Nothing needs to be done.
";
    IMPORT_MEDIA = "NK1105", GeneratorNote, "one of several media types of a document is imported", r"
An operation of a spec has one body and one format of its response. JSON comes first, then forms, then the first media type of the document.

    content: {application/json: {…}, application/xml: {…}}      # JSON is imported

Change `body` or `outputRawFormat` in the spec, if the other one is needed.
";
    IMPORT_BODY = "NK1106", GeneratorWarning, "a body of a document is imported as a string", r"
A spec has bodies of JSON, forms and text. A body of another media type is a string with this type in `Content-Type`. Bytes that are not text
cannot be sent in this way.

    content: {application/octet-stream: {…}}      # imported as a string

Send bytes from the program, with `Call::body` or `Call::bytes`.
";
    IMPORT_SERVER = "NK1107", GeneratorWarning, "an address of a document is changed by the import", r"
A consumed API has one base URI. Of several addresses the first is imported. A variable of an address has its default, and one
without a default becomes a variable of the environment, as does a missing host.

    servers:
    - {url: 'https://{region}.depots.test', variables: {region: {default: eu}}}      # https://eu.depots.test
    - {url: 'https://sandbox.depots.test'}                                           # not imported

Write another address into `baseUri`, or set the variable of the environment that the message names.
";
    IMPORT_AUTHENTICATION = "NK1108", GeneratorWarning, "a part of a document's authentication is not imported", r"
A consumed API has one authentication, for all its operations. Schemes without a counterpart in a spec, further schemes, and operations with
other schemes are reported. The tokens of OAuth 2.0 flows with a user, and of OpenID Connect, come from the program or the environment.

    security: [{key: [], signature: []}]       # one of both is imported

Complete `authentication` in the spec, or authenticate in the program.
";
    IMPORT_PART = "NK1109", GeneratorWarning, "a part of a document has no counterpart in a spec", r"
Specs describe calls of an API. Callbacks and webhooks are calls by the API, and links connect operations; none of them is imported.

    callbacks: {arrived: {…}}      # not imported

Write the code for them in the program.
";
    IMPORT_NAME = "NK1110", SpecWarning, "two operations of a document have one name", r"
Names of operations are made of `operationId`, in lower case with hyphens. A second operation with the same name is named by its method and
path.

    get: {operationId: listDepots}
    post: {operationId: list_depots}      # wrong: both are `list-depots`

Give each operation an `operationId` of its own, by an overlay if the document is not yours.
";
}

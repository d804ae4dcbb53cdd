//! 07xx: valid, but doubtful.

super::entries! {
    UNKNOWN_VERSION = "NK0701", Lint, "the version of the format is unknown", r"
The file is read by its shape, whatever its version says. `naftiko` marks versions up to 1.0.0-alpha2, in which named things are lists;
`ikanos` marks those from 1.0.0-alpha3 on, in which they are maps.
";
    BIND_UNUSED = "NK0702", Lint, "a variable is used by nothing", r"
`binds` declares a variable, and nothing in the file names it. Most often it is the credential of an API whose `authentication` has been
forgotten: the API is called without.

    binds:
    - {namespace: env, keys: {API_TOKEN: API_TOKEN}}
    capability:
      consumes:
      - namespace: parcels
        authentication: {type: bearer, token: '{{API_TOKEN}}'}
";
    TOKEN_BEARER = "NK0703", Lint, "a token is requested with a token", r"
The API is called with a bearer token, and one of its operations is a token endpoint. Such endpoints want the credentials that a token is
given for: a user and a password as `basic`, or fields of the body. Who has a token already needs none; who has none cannot call.

Consume the endpoint as an API of its own, without `bearer`.
";
    CREDENTIAL_LITERAL = "NK0704", Lint, "a credential stands in the file", r"
Specs are published and checked in; a password, token or key in one is no secret. It would also become part of the generated code.

    token: '{{API_TOKEN}}'      # from the environment
    token: API_TOKEN            # these nine characters
";
    HINT_CONFLICT = "NK0705", Lint, "a hint contradicts what is called", r"
Agents run tools that only read without asking anybody. `readOnly: true` on an operation that is called with POST, PUT, PATCH or DELETE
is right only where the API uses the method for a search. Hints and methods also have to agree with the `semantics` of the flow that a
`ref` names.
";
    TOKEN_UNGUARDED = "NK0706", Lint, "an adapter hands out tokens to everybody", r"
The adapter offers a token endpoint that the capability calls with its own credentials, or with the identity of its machine, and asks its
callers for nothing. Whoever reaches its port gets the capability's rights.

Give the adapter an `authentication`, or leave the operation out of it.
";
    METADATA_SERVICE = "NK0707", Lint, "a metadata service is called without what it demands", r"
Link-local addresses lead to the metadata service of the machine. Azure's answers only to requests with the header `Metadata: true`
and the query pair `api-version`; without them each call is refused.

    inputParameters:
    - {name: Metadata, in: header, value: 'true'}
    - {name: api-version, in: query, value: '2018-02-01'}
";
    PLACEHOLDER_URI = "NK0708", Lint, "an address is only an example", r"
`example.com`, `your-domain` and the like stand for a host that the author did not know. Calls would go nowhere, or to somebody else.
";
    PORT_SHARED = "NK0709", Lint, "two adapters listen on one port", r"
The second one cannot start. Give each its own port, or its own address.
";
    TRAILING_SLASH = "NK0710", Lint, "a base URI or path ends with a slash", r"
The official engine joins base URI and path as they are, and refuses base URIs that end with a slash. The generated client joins them
with exactly one.
";
    QUERY_IN_PATH = "NK0711", Lint, "a path has a query or a fragment", r"
Paths are paths. Query pairs in a consumed path are sent as such; in an exposed path they tell operations of one path apart: a request
that has them reaches the operation. Fragments (`#`) are never sent, so that operations which differ in nothing else are one.

    path: /parcels
    inputParameters: [{name: state, in: query, value: open}]
";
    ACTIVE_TEXT = "NK0712", Lint, "a description has a script", r"
Descriptions are shown as Markdown by catalogues and read by agents. `<script` and `eval(` do not belong there.
";
    STDIO_AUTHENTICATION = "NK0713", Lint, "an adapter on standard input asks for authentication", r"
`transport: stdio` has no requests that could carry credentials: whoever starts the program is its user.
";
    OAUTH2_SETUP = "NK0714", Lint, "`oauth2` is set up weakly", r"
`authorizationServerUri` and `resource` are https, and `scopes` name what a caller may do; an adapter without scopes accepts every token
of the server. The `tokenEndpoint` of a client is https too: the client's secret goes there.
";
    CONTROL_ADAPTER = "NK0715", Lint, "a control adapter is open or not the only one", r"
A capability has at most one control adapter, and that listens at `localhost`: it shows traces and logs, and can run scripts.
";
    SCRIPT_DEFAULTS = "NK0716", Lint, "a script has no language or no folder", r"
A script step says `language` and `location` itself, or a control adapter gives defaults for both under `management.scripting`.
";
    TUNNEL_SETUP = "NK0717", Lint, "a tunnel is set up weakly", r"
`identity: '{{namespace.KEY}}'` names a declared bind. `fallback: direct` makes calls around the tunnel, and is for loopback addresses.
";
    NAMESPACE_SHARED = "NK0718", Lint, "two sections use one namespace", r"
Consumed APIs, adapters and binds share one pool of namespaces in the official rules, since `namespace.name` has to be clear. Operations of
two APIs of one namespace are looked for in both, in order.
";
    BINARY_MAPPED = "NK0724", Lint, "outputs of an operation that answers with bytes", r"
An operation with `outputRawFormat: binary` answers with a file, a picture, a recording. Adapters pass it on as it is, so that outputs
with paths mean nothing there.
";
    FORWARD_UNGUARDED = "NK0725", Lint, "an adapter forwards everybody with the capability's rights", r"
`forward` passes every request on with the credentials of the API, and the adapter asks its callers for nothing: whoever reaches its port
may do all that the capability may.

Give the adapter an `authentication`, or expose the operations one by one.
";
    OUTSIDE_SERVED = "NK0726", Lint, "an MCP resource serves files outside the package", "
The `location` of an MCP resource is a file or folder that callers read while the program runs. This one is outside the package of \
the spec, on the machine that serves: whoever reviews the spec does not see what is in it.

If callers may read everything in it, allow it: `allow_paths: [\"/srv/harbour/charts\"]` in the macro, `.allow_paths(…)` in a build \
script, `--allow-paths` on the command line.
";
    USER_INFO = "NK0727", Lint, "a URI has user information", r"
`https://user:password@host` puts credentials into the spec, which is published and checked in, and into logs that show URIs. RFC 3986,
section 3.2.1, deprecates the form. The generated client rejects such a URI when it is built.

    baseUri: https://desk:secret@api.parcels.test        # wrong
    baseUri: https://api.parcels.test                    # right
    authentication: {type: basic, username: '{{PARCELS_USER}}', password: '{{PARCELS_PASSWORD}}'}
";
    CLEARTEXT = "NK0728", Lint, "credentials are sent over cleartext HTTP", r"
The API has an `http://` base URI, and its requests carry credentials or variables. Each host on the way can read and replay them. The
generated client rejects credentials over cleartext when it is built.

    baseUri: http://api.parcels.test                     # wrong
    baseUri: https://api.parcels.test                    # right

Loopback hosts (`localhost`, `127.0.0.1`, `[::1]`) and link-local metadata services (`169.254.169.254`) are exempt: their requests do not
leave the machine or its link. A host that a variable decides is checked when the client is built. Where the network is trusted, the
program calls `Config::allow_plain_http`; the warning stays.
";
}

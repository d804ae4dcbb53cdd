//! Codes 07xx: valid but doubtful constructs.

super::entries! {
    UNKNOWN_VERSION = "NK0701", SpecWarning, "unknown format version", r"
The generator reads the file by its structure, in spite of its version. `naftiko` has versions up to 1.0.0-alpha2, in which named objects
are lists. `ikanos` has versions from 1.0.0-alpha3 on, in which they are maps. An unknown version may have keys that this generator
does not know.

    naftiko: 2.0.0               # wrong
    ikanos: 1.0.0-beta5          # right

Write one of the versions that the help lists.
";
    BIND_UNUSED = "NK0702", SpecWarning, "unused variable", r"
`binds` declares a variable, and nothing in the file refers to it. Most often it is the credential of an API whose `authentication` is
missing. The client then calls the API without credentials.

    binds:
    - {namespace: env, keys: {API_TOKEN: API_TOKEN}}
    capability:
      consumes:
      - namespace: parcels
        authentication: {type: bearer, token: '{{API_TOKEN}}'}       # uses the variable

Write `{{API_TOKEN}}` where the value belongs, or remove the variable.
";
    TOKEN_BEARER = "NK0703", SpecWarning, "a token endpoint is called with a token", r"
The API uses bearer authentication, and one of its operations is a token endpoint. Such an endpoint requires the credentials that a token
is issued for: a user name and a password as `basic`, or fields of the body. A client that has no token yet cannot call it.

    consumes:
    - namespace: parcels
      authentication: {type: bearer, token: '{{API_TOKEN}}'}         # wrong for `get-token`
      resources: [{name: token, path: /oauth/token, operations: [{name: get-token, method: POST}]}]

Move the endpoint to its own `consumes` entry, without `bearer`.
";
    CREDENTIAL_LITERAL = "NK0704", SpecWarning, "the spec contains a credential", r"
Specs are published and checked in, so a password, token or key in a spec is not secret. It also becomes part of the generated code.

    token: 4f6c61                # wrong: a credential
    token: API_TOKEN             # wrong: these nine characters
    token: '{{API_TOKEN}}'       # right: from the environment

Declare a variable in `binds` and refer to it. Replace a credential that was already published.
";
    HINT_CONFLICT = "NK0705", SpecWarning, "a hint contradicts the called operation", r"
Agents run read-only tools without asking their user. `readOnly: true` on an operation that is called with POST, PUT, PATCH or DELETE is
right only if the API changes nothing, as in a search. Hints and methods must also agree with the `semantics` of the flow that `ref`
names.

    tools:
    - {name: send, description: Sends, hints: {readOnly: true}, call: parcels.send}      # wrong: a POST
    - {name: send, description: Sends, call: parcels.send}                               # right

Correct the hint, or the `semantics` of the flow.
";
    TOKEN_UNGUARDED = "NK0706", SpecWarning, "an adapter returns tokens to unauthenticated callers", r"
The adapter exposes a token endpoint that the capability calls with its own credentials, or with the identity of its machine. The adapter
does not authenticate its callers. Every caller who can reach its port gets the rights of the capability.

    exposes:
    - {type: mcp, namespace: desk, port: 9090, tools: [{name: get-token, description: Gets, call: a.get-token}]}      # wrong
    - type: mcp                                                                                                       # right
      namespace: desk
      port: 9090
      authentication: {type: bearer, token: '{{DESK_TOKEN}}'}
      tools: [{name: get-token, description: Gets, call: a.get-token}]

Add `authentication` to the adapter, or remove the operation from it.
";
    METADATA_SERVICE = "NK0707", SpecWarning, "a metadata service is called without its required parameters", r"
Link-local addresses lead to the metadata service of the machine. Azure's service accepts only requests with the header `Metadata: true`
and the query parameter `api-version`, and rejects every other call. Google's requires the header `Metadata-Flavor: Google`.

    inputParameters:
    - {name: Metadata, in: header, value: 'true'}
    - {name: api-version, in: query, value: '2018-02-01'}

Add the parameters to the API.
";
    PLACEHOLDER_URI = "NK0708", SpecWarning, "a placeholder host in a base URI", r"
`example.com`, `your-domain` and similar names are placeholders for a host that the author did not know. Calls fail, or reach an
unrelated server.

    baseUri: https://api.example.com/v1          # wrong
    baseUri: https://{{PARCELS_HOST}}/v1         # right: from the environment

Write the real host, or a variable.
";
    PORT_SHARED = "NK0709", SpecWarning, "two adapters listen on one port", r"
The second adapter cannot start, so the program does not start.

    exposes:
    - {type: rest, namespace: desk-api, port: 8080}
    - {type: mcp, namespace: desk, port: 8080}           # wrong
    - {type: mcp, namespace: desk, port: 9090}           # right

Give each adapter its own port, or its own address.
";
    TRAILING_SLASH = "NK0710", SpecNote, "a base URI or path ends with a slash", r"
The official engine joins base URI and path as they are written, and rejects base URIs that end with a slash. The generated client joins
them with exactly one slash.

    baseUri: https://api.parcels.test/           # wrong
    baseUri: https://api.parcels.test            # right

Remove the slash.
";
    FRAGMENT_IN_PATH = "NK0711", SpecWarning, "a path contains a fragment", r"
A fragment (`#`) is never sent, so operations that differ only in it are duplicates. Other engines treat the whole text as the path.

    path: /parcels#open                                              # wrong
    path: /parcels                                                   # right
    inputParameters: [{name: state, in: query, value: open}]

Remove the fragment, and select operations by a header or a query parameter.
";
    ACTIVE_TEXT = "NK0712", SpecWarning, "a description contains a script", r"
Catalogues show descriptions as Markdown, and agents read them. `<script` and `eval(` can run there, and have no use in a description.

    description: Parcels <script>alert(1)</script>       # wrong
    description: Parcels                                 # right

Remove the script.
";
    STDIO_AUTHENTICATION = "NK0713", SpecWarning, "`authentication` has no effect with `transport: stdio`", r"
The stdio transport has no requests that could carry credentials. Its only client is the process that started the program.

    exposes: [{type: mcp, namespace: desk, transport: stdio, authentication: {...}}]      # wrong
    exposes: [{type: mcp, namespace: desk, transport: stdio}]                             # right

Remove `authentication`.
";
    OAUTH2_SETUP = "NK0714", SpecWarning, "weak `oauth2` settings", r"
`authorizationServerUri` and `resource` must use https. `scopes` limit what a caller may do; without them the adapter accepts every token
of the server. The `tokenEndpoint` of a client must use https too, because the client sends its secret there.

    authentication:
      type: oauth2
      authorizationServerUri: http://login.test          # wrong: not https; `scopes` is missing

    authentication:                                      # right
      type: oauth2
      authorizationServerUri: https://login.test
      resource: https://parcels.test/mcp
      scopes: [parcels:read]

Write https URIs, and the scopes that callers need.
";
    CONTROL_ADAPTER = "NK0715", SpecWarning, "a control adapter is public or not the only one", r"
A capability has at most one control adapter, which listens on `localhost`. It shows traces and logs, and can run scripts.

    exposes: [{type: control, port: 9100, address: 0.0.0.0}]         # wrong
    exposes: [{type: control, port: 9100, address: localhost}]       # right

Write `address: localhost`, and remove further control adapters.
";
    SCRIPT_DEFAULTS = "NK0716", SpecWarning, "a script has no language or no folder", r"
A script step has `language` and `location`, or a control adapter has defaults for both under `management.scripting`. Without them the
script cannot run.

    steps: [{type: script, name: tidy, file: tidy.py}]               # wrong
    steps: [{type: script, name: tidy, file: tidy.py, language: python, location: 'file:///srv/scripts'}]      # right

Add the keys to the step, or the defaults to the control adapter.
";
    TUNNEL_SETUP = "NK0717", SpecWarning, "weak tunnel settings", r"
`identity: '{{namespace.KEY}}'` refers to a declared bind. `fallback: direct` bypasses the tunnel, and is for loopback addresses only.

    tunnel: {type: ziti, service: parcels, identity: '{{env.ZITI_IDENTITY}}', fallback: direct}      # wrong
    tunnel: {type: ziti, service: parcels, identity: '{{env.ZITI_IDENTITY}}', fallback: fail}        # right

Declare the variable in `binds`, and write `fallback: fail`.
";
    NAMESPACE_SHARED = "NK0718", SpecWarning, "duplicate namespace", r"
Consumed APIs, adapters and binds share one set of namespaces, so that `namespace.name` has one meaning. The generator looks for an
operation in every API of the namespace, in order. The rules of the format forbid a shared namespace.

    consumes: [{type: http, namespace: parcels, ...}]
    exposes: [{type: mcp, namespace: parcels, ...}]      # wrong
    exposes: [{type: mcp, namespace: desk, ...}]         # right

Give each of them its own namespace.
";
    BINARY_MAPPED = "NK0724", SpecWarning, "outputs of a binary response", r"
An operation with `outputRawFormat: binary` returns a file, an image or a recording. Adapters relay it unchanged, so outputs with paths
have no effect.

    call: parcels.get-label                              # `outputRawFormat: binary`
    outputParameters: [{type: string, mapping: $.id}]    # wrong

Remove `outputParameters`.
";
    FORWARD_UNGUARDED = "NK0725", SpecWarning, "an adapter forwards unauthenticated callers with the API's credentials", r"
`forward` sends every request to the upstream API with the credentials of the client, and the adapter does not authenticate its callers.
Every caller who can reach its port may do what the capability may do.

    exposes:
    - type: rest
      namespace: desk
      port: 8080
      authentication: {type: bearer, token: '{{DESK_TOKEN}}'}        # right; without it, wrong
      resources: [{name: covers, path: '/covers/{path}', forward: {targetNamespace: covers}}]

Add `authentication` to the adapter, or expose single operations instead of `forward`.
";
    OUTSIDE_SERVED = "NK0726", SpecWarning, "an MCP resource serves files outside the package", "
The `location` of an MCP resource is a file or folder that callers read while the program runs. This one is outside the package of \
the spec, on the machine that runs the program. A reviewer of the spec does not see what it contains.

    location: file:///srv/harbour/charts         # outside
    location: charts                             # in the package

If callers may read everything in it, allow it: `allow_paths: [\"/srv/harbour/charts\"]` in the macro, `.allow_paths(…)` in a build \
script, `--allow-paths` on the command line.
";
    USER_INFO = "NK0727", SpecWarning, "a URI has user information", r"
`https://user:password@host` puts credentials into the spec, which is published and checked in, and into logs that show URIs. RFC 3986,
section 3.2.1, deprecates the form. The generated client rejects such a URI when it is built.

    baseUri: https://desk:secret@api.parcels.test        # wrong
    baseUri: https://api.parcels.test                    # right
    authentication: {type: basic, username: '{{PARCELS_USER}}', password: '{{PARCELS_PASSWORD}}'}
";
    CLEARTEXT = "NK0728", SpecWarning, "credentials are sent over cleartext HTTP", r"
The API has an `http://` base URI, and its requests carry credentials or variables. Each host on the way can read and replay them. The
generated client rejects credentials over cleartext when it is built.

    baseUri: http://api.parcels.test                     # wrong
    baseUri: https://api.parcels.test                    # right

Loopback hosts (`localhost`, `127.0.0.1`, `[::1]`) and link-local metadata services (`169.254.169.254`) are exempt: their requests do not
leave the machine or its link. A host that a variable decides is checked when the client is built. Where the network is trusted, the
program calls `Config::allow_plain_http`; the warning stays.
";
    BIND_LOCATION = "NK0729", GeneratorWarning, "the `location` of a bind is never read", r"
The official engine reads the values of a bind from the file that `location` names. Generated code reads no file with secrets: the values of
the variables come from the environment, under the names of the variables, or from the program.

    binds:
    - namespace: env
      location: file:///./shared/secrets.yaml        # never read
      keys: {API_TOKEN: api-token}                   # the variable `API_TOKEN` of the environment

Set the variables in the environment, or call `variable(…)` on the builder.
";
    VARIABLE_AS_TEXT = "NK0730", SpecWarning, "a constant spells a variable without braces", r"
A value of a parameter without `{{` and `}}` is a text, also where a bind has its name. The API gets the name, not the value of the variable.

    binds:
    - {namespace: env, keys: {TENANT: TENANT}}
    ...
    inputParameters: [{name: X-Tenant, in: header, value: TENANT}]           # wrong: these six characters
    inputParameters: [{name: X-Tenant, in: header, value: '{{TENANT}}'}]     # right

Write the name in braces.
";
    MANIFEST_LACKS_FEATURE = "NK0731", GeneratorWarning, "the dependency `naftiko` lacks a feature", r#"
The code that is generated from the spec uses a part of the crate `naftiko` that is behind a feature, and the `Cargo.toml` above the spec does not
turn it on. `naftiko check` reads it; the compiler would report a missing name, or the feature.

    naftiko = { version = "0.1", default-features = false, features = ["macros", "rest"] }            # wrong, for a spec with tools
    naftiko = { version = "0.1", default-features = false, features = ["macros", "mcp", "rest"] }     # right

`naftiko features SPEC` prints the line. A crate that generates a part of the spec passes the same `--emit` to `check`.
"#;
    QUERY_IN_PATH = "NK0732", SpecNote, "a path contains a query string", r"
The client sends a query string in a consumed path as query parameters. In an exposed path it selects the operation: a request with
these query parameters reaches the operation. Other engines treat the whole text as the path.

    path: /parcels?state=open                                        # wrong
    path: /parcels                                                   # right
    inputParameters: [{name: state, in: query, value: open}]

Move the pairs to `inputParameters`.
";
    SKILL_FOLDER_OUTSIDE = "NK0741", GeneratorNote, "the folder of a skill is outside the package", r"
The `location` of a skill is a folder on the machine that runs the official engine. Generated code contains the files of a skill, and a file
outside the package of the spec is not read. The generator makes a `SKILL.md` from what the spec says of the skill and its tools.

    location: file:///opt/skills/parcel-desk     # not read
    location: skills/parcel-desk                 # read, and part of the program

Move the folder beside the spec, or allow it with the option `allow_paths`.
";
    SKILL_LINK = "NK0742", SpecWarning, "a link in the folder of a skill", r"
The files of a skill become part of the program, and callers read them. A link may lead to any file of the machine that compiles, so links are
not followed.

    skills/parcel-desk/notes.md -> ../../notes.md        # ignored

Replace the link by a copy of the file.
";
    SKILL_FORMAT = "NK0743", SpecWarning, "a skill breaks a rule of Agent Skills", r"
Agents load a skill from a folder with its name, and read the front matter of `SKILL.md`: a name of up to 64 small letters, digits and single
hyphens, and a description of up to 1024 characters. They reject a skill that breaks a rule. The catalogue of the adapter still has it;
`naftiko skills` writes no folder for it, and MCP servers do not list it.

    skills: [{name: Parcel--Desk, description: Finds parcels}]       # wrong
    skills: [{name: parcel-desk, description: Finds parcels}]        # right

Correct the value at the place.
";
    SKILL_FILE_DIFFERS = "NK0744", SpecWarning, "`SKILL.md` differs from the spec", r"
A skill with a file of its author has a name and a description twice. Agents that read the file see its texts, and callers of the catalogue those
of the spec. The file is served unchanged.

    description: Finds parcels                   # in the spec
    description: Finds and reroutes parcels      # in `SKILL.md`

Write the same text in both.
";
    SKILL_INSTRUCTION = "NK0745", SpecWarning, "the instruction of a skill's tool does not exist", r"
`instruction` names a file in the folder of the skill, which agents read before they use the tool. The folder has no such file.

    location: skills/parcel-desk                                      # has `reroute.md`
    tools: [{name: reroute, description: Reroutes, instruction: re-route.md}]       # wrong
    tools: [{name: reroute, description: Reroutes, instruction: reroute.md}]        # right

Add the file, or correct the path.
";
}

//! Words of odd specs.

/// Names: keywords, names of the prelude and of generated code, of other scripts, of digits, of nothing.
#[rustfmt::skip]
pub(super) const NAMES: [&str; 244] = [
    "type", "ref", "match", "async", "await", "move", "box", "self", "Self", "super", "crate", "dyn", "try", "gen",
    "union", "r#type", "_", "__", "", " ", "1st", "2020", "3", "名前", "é", "ß", "a-b", "a_b", "aB", "A-B", "a.b",
    "a..b", "$filter", "page[size]", "names[]", "with space", "client", "Client", "types", "rest", "mcp", "tools",
    "Tools", "Capability", "capability", "Builder", "builder", "build", "serve", "http", "new", "default", "clone",
    "into", "from", "input", "params", "value", "Value", "error", "Error", "response", "send", "Json", "Router",
    "State", "Option", "Some", "None", "Result", "Ok", "Err", "String", "str", "Vec", "Box", "i64", "f64", "bool",
    "std", "core", "naftiko", "serde", "json", "main", "fmt", "Debug", "drop", "routes", "router", "server",
    "call", "get", "list", "naïve-café",
    "a-name-that-is-so-very-long-that-no-client-of-any-protocol-would-ever-accept-it-without-complaint", "x", "-",
    "--", "...", "..", "*", "#", "a/b", "a:b", "{}", "{x}", "0", "-1", "1.5", "1e9", "true", "null", "~",
    "2020-01-01", "X-Y", "x_y", "xY", "XY", "Names[]", "À", "ı", "K", "日本-語", "🦀", "\u{200b}", "\u{202e}", "\n",
    "\t", "'", "\"", "`", "a`b", "*/", "//", "{{x}}", "%41", "static", "const", "enum", "impl", "trait", "where",
    "use", "pub", "mod", "fn", "let", "loop", "in", "for", "if", "abstract", "become", "final", "macro",
    "override", "priv", "typeof", "unsized", "virtual", "yield", "do", "raw", "safe", "macro_rules", "PendingCall",
    "Upload", "Part", "Piece", "Api", "Operation", "API", "OPENAPI", "TOOLS", "SERVER", "HttpClient", "Request",
    "Reply", "Problem", "ToolError", "CallerInput", "this", "request", "inputs", "output", "sent", "at", "holes",
    "callers", "Future", "Send", "async_trait", "text", "api", "config", "Config", "body", "path", "query",
    "headers", "method", "url", "finish", "map", "ok", "err", "e", "T", "_x", "x_", "__x__", "toString", "len",
    "as_ref", "borrow", "deref", "index", "eq", "cmp", "hash", "next", "add", "from_str", "into_iter", "iter", "is_empty", "to_string", "not",
    "as_bytes", "from_date", "to_date", "into_list", "is_open", "as_pdf", "map_err", "Duration", "CacheScope", "JsonCursor", "ToJson", "FromJson", "ObjectBuilder", "Array", "Argument",
];

pub(super) const TYPES: [&str; 14] = [
    "string", "integer", "number", "boolean", "array", "object", "file", "str", "int", "float", "list",
    "any", "String", "",
];

pub(super) const PLACES: [&str; 7] = [
    "query",
    "header",
    "path",
    "cookie",
    "body",
    "formData",
    "environment",
];

pub(super) const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

pub(super) const PATHS: [&str; 20] = [
    "/a",
    "/a/{id}",
    "/a/{{id}}/b/{type}",
    "a",
    "/",
    "",
    "/a?x=1&y={y}",
    "/a#Action",
    "/a/{id}:run",
    "/a({id})",
    "/{a}{b}",
    "/{with space}/{$x}",
    "/{{env.TOKEN}}/x",
    "/{x}/{X}/{x}",
    "/{{SIZE}}",
    "/{",
    "/}{",
    "//a//",
    "/*",
    "?q={x}&r",
];

pub(super) const VALUES: [&str; 22] = [
    "text",
    "7",
    "{{x}}",
    "a {{x}} b {{type}}",
    "env.SIZE",
    "{{SIZE}}",
    "{{env.TOKEN}}",
    "m.id",
    "tools.type",
    "rest.id",
    "$.a.b",
    "{{",
    "",
    "é{{名前}}",
    "{{$.a}}",
    "{{ x }}",
    "{{tools.x}}{{rest.y}}",
    "{{env.TOKEN}}{{x}}",
    "{\"a\": \"{{x}}\", \"b\": {{y}}}",
    "a={{x}}&b=1",
    "<a b=\"{{x}}\">{{y}}</a>",
    "$this.x",
];

pub(super) const JSON_PATHS: [&str; 16] = [
    "$",
    "$.",
    "$.a",
    "$.a.b[0].c",
    "$.a[*].b",
    "$['a b'].c",
    "$..d",
    "$.type",
    "$.self.Self",
    "$.a[-1]",
    "$[*]",
    "$.a[*].b[*].c",
    "$[0][1]",
    "$.a[?(@.b == 1)].c",
    "$['type']",
    "$.x[0:2]",
];

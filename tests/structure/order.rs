//! The order of modules: each may use those before it. Uses that go against the order until their code has moved are exceptions; one that is
//! gone leaves the list.

/// The order of the modules in a folder of a crate.
pub(crate) struct Order {
    pub(crate) crate_name: &'static str,
    /// The folder below `src`; empty for the top-level modules.
    pub(crate) folder: &'static str,
    /// Each module, with the reason for its place.
    pub(crate) modules: &'static [(&'static str, &'static str)],
    /// Uses against the order, as `user -> used`.
    pub(crate) exceptions: &'static [&'static str],
}

const LEAF: &str = "a leaf";

pub(crate) const ORDERS: &[Order] = &[
    Order {
        crate_name: "naftiko",
        folder: "",
        modules: &[
            ("__private", "what the macro expands to, which is in no module"),
            ("missing_feature", LEAF),
            ("causes", LEAF),
            ("charset", LEAF),
            ("hosts", LEAF),
            ("lock", LEAF),
            ("quota", "its holders are behind a lock"),
            ("panics", LEAF),
            ("parameter", LEAF),
            ("percent", LEAF),
            ("random", LEAF),
            ("retry_after", LEAF),
            ("secret", LEAF),
            ("template", LEAF),
            ("worker", LEAF),
            ("variables", "their values are secrets"),
            (
                "context",
                "what is known of a request, below everything that handles one",
            ),
            ("memory", "that of the current request"),
            ("chunks", "bodies take memory"),
            (
                "value",
                "JSON is what all others read and write; values take memory",
            ),
            ("format", "converts other formats to JSON"),
            ("input", "reads typed values from JSON"),
            (
                "client",
                "calls APIs, with or without adapters, on behalf of a request",
            ),
            (
                "problem",
                "documents of rejections, below everything that rejects",
            ),
            ("origins", "rejects requests of pages, around any router"),
            ("request_body", "the limit of a body is in the context"),
            ("api_page", "files for routes and guards"),
            (
                "guard",
                "fetches the keys of tokens with a client, and serves the page",
            ),
            ("rest", "handlers call clients; guards go around their routers"),
            ("mcp", "tools call clients; a server holds its guard"),
            ("serve", "serves the routers of both"),
        ],
        exceptions: &[],
    },
    Order {
        crate_name: "naftiko",
        folder: "client",
        modules: &[
            ("error", "every other folder fails"),
            ("body", "reading fails with a transport error"),
            ("operation", "a static description without an API"),
            ("request", "parts of a request and their encoding"),
            ("response", "reads bodies"),
            ("transport", "turns a request into a response"),
            ("auth", "adds credentials to a request"),
            ("call", "builds requests, authenticates and sends them"),
            ("description", "a token comes from a call of another API"),
            ("config", "overrides a description"),
            ("assemble", "makes clients of descriptions and configuration"),
        ],
        exceptions: &[],
    },
    Order {
        crate_name: "naftiko-codegen",
        folder: "",
        modules: &[
            ("source", LEAF),
            ("spelling", LEAF),
            ("percent", LEAF),
            ("file_path", "rules for paths of files"),
            ("address", LEAF),
            ("names", LEAF),
            ("prose", LEAF),
            ("secret_names", "words of names"),
            ("token_endpoint", "words of names"),
            ("diagnostic", "every phase reports"),
            ("method", LEAF),
            ("options", "choices of the user, for every phase"),
            ("json_path", "paths in responses"),
            ("template", "placeholders in texts"),
            ("yaml", "phase 1: text to nodes"),
            ("spec", "the objects of a spec"),
            ("parse", "phase 2: nodes to objects of the spec"),
            ("include", "phase 3: imported objects, schemas and prompts"),
            ("package", "asks the loader for the place of a spec"),
            ("model", "what resolve makes, and all later phases read"),
            (
                "json_schema",
                "schemas of the model, which checks measure and emit writes",
            ),
            ("index", "phase 4: what refers to what"),
            (
                "openapi",
                "documents are found by the index, and become types of the model",
            ),
            ("resolve", "phase 5: objects to the model"),
            ("coverage", "what documents describe, of the model"),
            ("secrets", "phase 6: the host of each variable"),
            ("check", "phase 6: doubtful constructs"),
            ("emit", "phase 7: the model to tokens"),
            ("format", "tokens to text"),
            ("module", "phase 8: a module as tokens"),
            ("files", "the files of a module"),
            ("document_types", "a document alone, through its phases"),
            ("write", "files to a folder"),
            ("generate", "runs the phases"),
            ("import", "documents to specs"),
            ("api_documents", "the documents of a spec as text"),
            ("build", "the front for build scripts"),
        ],
        exceptions: &[],
    },
];

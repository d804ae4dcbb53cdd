//! The table of options.

use std::fmt;
use std::path::PathBuf;

use super::kind::replacement;
use super::{
    Catalogue, Derives, Emit, Fill, Kind, Options, OutputSchemas, Testing, Tolerance, ToolBudget, Types,
    Unknown, UnknownArguments,
};

/// An option.
#[derive(Debug)]
pub struct Entry {
    /// Name in the macro, and of the method of `Build`: `snake_case`.
    pub name: &'static str,
    /// Flag of the command without the dashes. The flag of a list is singular where it is given once a value.
    pub flag: &'static str,
    /// Type of the value.
    pub kind: Kind,
    /// The scope of the value.
    pub per: Per,
    /// The key in a spec, on the objects that the value belongs to.
    pub extension: Option<&'static str>,
    /// Fronts without the option, and the reason.
    pub absent: &'static [(Front, &'static str)],
    /// The default, as text of the documentation.
    pub default: &'static str,
    /// One sentence without a full stop: help of the command and documentation.
    pub doc: &'static str,
    /// Values that documentation and tests use.
    pub example: &'static [&'static str],
    /// The call of `Build` with these values.
    pub build: &'static str,
    /// Sets checked values in the options; `None` for an option of the command only.
    pub(super) store: Option<Store>,
    /// Returns the namespaces that values are given for.
    pub(super) namespaces: fn(&Options) -> Vec<&str>,
}

/// Sets values in the options, for a namespace or for all.
type Store = fn(&mut Options, Option<&str>, &[String]);

/// The scope of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The whole run.
    Run,
    /// A consumed API. Fronts take one value for all of them, or values by namespace.
    ConsumedApi,
    /// An adapter. Fronts take one value for all of them, or values by namespace.
    Adapter,
}

impl fmt::Display for Per {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Run => "the whole run",
            Self::ConsumedApi => "an entry of `consumes`",
            Self::Adapter => "an entry of `exposes`",
        })
    }
}

/// A way to call the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// `naftiko!`.
    Macro,
    /// `Build`, for build scripts.
    Build,
    /// The command `naftiko`.
    Command,
}

impl Front {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Macro, Self::Build, Self::Command];
}

impl fmt::Display for Front {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Macro => "the macro",
            Self::Build => "`Build`",
            Self::Command => "the command",
        })
    }
}

const NO_FILES: &str = "the macro puts the code where it is called, and writes no files";
const CARGO_PRINTS: &str = "cargo and rustc print the diagnostics";
const NOTES_ELSEWHERE: &str = "a build shows errors and warnings; the command has the notes";
const DOCUMENTED: &str = "the documentation of the generated `from_env` has the same facts";
const ALWAYS_BUILT: &str = "a build always uses the code that its spec gives";

const OWN_PATH: &str = "the macro knows the path by which it is called";
const ONE_SPEC: &str = "the macro compiles one spec";
const FOLDER_SHARES: &str = "`--out` shares types always";

/// Every option, in the order of the documentation.
pub static TABLE: &[Entry] = &[
    Entry {
        name: "emit",
        flag: "emit",
        kind: Kind::Words(&["client", "rest", "mcp", "skill"]),
        per: Per::Run,
        extension: None,
        absent: &[],
        default: "all of them",
        doc: "Emit kinds to generate; the client is always generated, since the adapters call it",
        example: &["client", "rest"],
        build: "emit(Emit { rest: true, mcp: false, skill: false })",
        store: Some(|options, _, values| {
            let has = |kind| values.iter().any(|value| value == kind);
            options.emit = Emit {
                rest: has("rest"),
                mcp: has("mcp"),
                skill: has("skill"),
            };
        }),
        namespaces: none,
    },
    Entry {
        name: "strict",
        flag: "strict",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[],
        default: "`false`",
        doc: "Report what the Naftiko format does not allow as errors; extension keys are allowed, and notes of specs that name an OpenAPI document stay notes",
        example: &["true"],
        build: "strict(true)",
        store: Some(|options, _, values| options.strict = values.iter().any(|value| value == "true")),
        namespaces: none,
    },
    Entry {
        name: "module",
        flag: "module",
        kind: Kind::Name,
        per: Per::Run,
        extension: None,
        absent: &[],
        default: "the spec's file name",
        doc: "Name of the generated module; for one spec only",
        example: &["desk"],
        build: "module(\"desk\")",
        store: Some(|options, _, values| options.module = values.first().cloned()),
        namespaces: none,
    },
    Entry {
        name: "crate_name",
        flag: "crate",
        kind: Kind::Name,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, OWN_PATH)],
        default: "`naftiko`",
        doc: "Name of the dependency on the crate `naftiko`, if the manifest renames it",
        example: &["nk"],
        build: "crate_name(\"nk\")",
        store: Some(|options, _, values| options.crate_name = values.first().cloned()),
        namespaces: none,
    },
    Entry {
        name: "allow_paths",
        flag: "allow-paths",
        kind: Kind::Paths,
        per: Per::Run,
        extension: None,
        absent: &[],
        default: "none",
        doc: "Folders and files outside of a spec's package that the spec may include or serve",
        example: &["../docs"],
        build: "allow_paths([\"../docs\"])",
        store: Some(|options, _, values| options.allow_paths.extend(values.iter().map(PathBuf::from))),
        namespaces: none,
    },
    Entry {
        name: "openapi",
        flag: "openapi",
        kind: Kind::Paths,
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-openapi"),
        absent: &[],
        default: "the file beside the spec, such as `parcels.openapi.yaml`",
        doc: "OpenAPI documents with the types of the API's requests and responses",
        example: &["openapi/parcels.yaml"],
        build: "openapi(\"openapi/parcels.yaml\")",
        store: Some(|options, namespace, values| {
            let paths = values.iter().map(PathBuf::from).collect();
            options.openapi.set(namespace, paths);
        }),
        namespaces: |options| options.openapi.namespaces(),
    },
    Entry {
        name: "overlay",
        flag: "overlay",
        kind: Kind::Paths,
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-overlay"),
        absent: &[],
        default: "none",
        doc: "Overlays that change the API's OpenAPI documents, in the order in which they are applied",
        example: &["openapi/parcels.overlay.yaml"],
        build: "overlay(\"openapi/parcels.overlay.yaml\")",
        store: Some(|options, namespace, values| {
            let paths = values.iter().map(PathBuf::from).collect();
            options.overlay.set(namespace, paths);
        }),
        namespaces: |options| options.overlay.namespaces(),
    },
    Entry {
        name: "share_types",
        flag: "share-types",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, ONE_SPEC), (Front::Command, FOLDER_SHARES)],
        default: "`false`",
        doc: "Write the types of an OpenAPI document that several specs use once, into the module `types`",
        example: &["true"],
        build: "share_types(true)",
        store: Some(|options, _, values| options.share_types = values.iter().any(|value| value == "true")),
        namespaces: none,
    },
    Entry {
        name: "refs",
        flag: "refs",
        kind: Kind::Replacements,
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-refs"),
        absent: &[],
        default: "none",
        doc: "Files in place of those that references of OpenAPI documents name, by the start of the reference",
        example: &["https://parcels.test/=openapi/"],
        build: "refs(\"https://parcels.test/\", \"openapi/\")",
        store: Some(|options, namespace, values| {
            let pairs = values.iter().filter_map(|value| replacement(value));
            let pairs = pairs.map(|(from, to)| (from.to_owned(), PathBuf::from(to)));
            options.refs.set(namespace, pairs.collect());
        }),
        namespaces: |options| options.refs.namespaces(),
    },
    Entry {
        name: "tolerance",
        flag: "tolerance",
        kind: Kind::Word(Tolerance::WORDS),
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-tolerance"),
        absent: &[],
        default: "`strict`",
        doc: "Handling of responses that do not fit their declared type",
        example: &["lenient"],
        build: "tolerance(Tolerance::Lenient)",
        store: Some(|options, namespace, values| {
            if let Some(tolerance) = values.first().and_then(|word| Tolerance::of(word)) {
                options.tolerance.set(namespace, tolerance);
            }
        }),
        namespaces: |options| options.tolerance.namespaces(),
    },
    Entry {
        name: "types",
        flag: "types",
        kind: Kind::WordOrModule(Types::WORDS),
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-types"),
        absent: &[],
        default: "`available`",
        doc: "Types of the API's OpenAPI document; `required` makes operations and values without one errors, and the path of a module takes its types",
        example: &["required"],
        build: "types(Types::Required)",
        store: Some(|options, namespace, values| {
            if let Some(handling) = values.first().and_then(|word| Types::of(word)) {
                options.types.set(namespace, handling);
            }
        }),
        namespaces: |options| options.types.namespaces(),
    },
    Entry {
        name: "unknown",
        flag: "unknown",
        kind: Kind::Word(Unknown::WORDS),
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-unknown"),
        absent: &[],
        default: "`drop`",
        doc: "Handling of members that the API's OpenAPI document does not list; `keep` keeps and writes them back",
        example: &["keep"],
        build: "unknown(Unknown::Keep)",
        store: Some(|options, namespace, values| {
            if let Some(handling) = values.first().and_then(|word| Unknown::of(word)) {
                options.unknown.set(namespace, handling);
            }
        }),
        namespaces: |options| options.unknown.namespaces(),
    },
    Entry {
        name: "fill",
        flag: "fill",
        kind: Kind::Word(Fill::WORDS),
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-fill"),
        absent: &[],
        default: "`constants`",
        doc: "Handling of required parameters that the spec lacks and whose value the API's OpenAPI document gives; they are sent unless `off`",
        example: &["off"],
        build: "fill(Fill::Off)",
        store: Some(|options, namespace, values| {
            if let Some(handling) = values.first().and_then(|word| Fill::of(word)) {
                options.fill.set(namespace, handling);
            }
        }),
        namespaces: |options| options.fill.namespaces(),
    },
    Entry {
        name: "derive",
        flag: "derive",
        kind: Kind::Words(Derives::WORDS),
        per: Per::ConsumedApi,
        extension: Some("x-naftiko-derive"),
        absent: &[],
        default: "none",
        doc: "Traits that types of OpenAPI documents implement where they can; `serde` needs the feature `serde` of the crate `naftiko`",
        example: &["Eq", "Hash"],
        build: "derive(Derives { eq: true, hash: true, ..Derives::default() })",
        store: Some(|options, namespace, values| options.derive.set(namespace, Derives::of(values))),
        namespaces: |options| options.derive.namespaces(),
    },
    Entry {
        name: "testing",
        flag: "testing",
        kind: Kind::Word(Testing::WORDS),
        per: Per::Run,
        extension: None,
        absent: &[],
        default: "`off`",
        doc: "Module `testing` with fake APIs: in unit tests with `test`, else `always`; it needs the feature `testing` of the crate `naftiko`",
        example: &["always"],
        build: "testing(Testing::Always)",
        store: Some(|options, _, values| {
            if let Some(testing) = values.first().and_then(|word| Testing::of(word)) {
                options.testing = testing;
            }
        }),
        namespaces: none,
    },
    Entry {
        name: "unknown_arguments",
        flag: "unknown-arguments",
        kind: Kind::Word(UnknownArguments::WORDS),
        per: Per::Adapter,
        extension: Some("x-naftiko-unknown-arguments"),
        absent: &[],
        default: "`reject`",
        doc: "Handling of arguments that a tool does not have, and of members that the type of a REST body does not have",
        example: &["ignore"],
        build: "unknown_arguments(UnknownArguments::Ignore)",
        store: Some(|options, namespace, values| {
            if let Some(handling) = values.first().and_then(|word| UnknownArguments::of(word)) {
                options.unknown_arguments.set(namespace, handling);
            }
        }),
        namespaces: |options| options.unknown_arguments.namespaces(),
    },
    Entry {
        name: "output_schemas",
        flag: "output-schemas",
        kind: Kind::Word(OutputSchemas::WORDS),
        per: Per::Adapter,
        extension: Some("x-naftiko-output-schemas"),
        absent: &[],
        default: "`on`",
        doc: "Whether tools of an MCP adapter have schemas of their results",
        example: &["off"],
        build: "output_schemas(OutputSchemas::Off)",
        store: Some(|options, namespace, values| {
            if let Some(schemas) = values.first().and_then(|word| OutputSchemas::of(word)) {
                options.output_schemas.set(namespace, schemas);
            }
        }),
        namespaces: |options| options.output_schemas.namespaces(),
    },
    Entry {
        name: "tool_budget",
        flag: "tool-budget",
        kind: Kind::Budget,
        per: Per::Adapter,
        extension: Some("x-naftiko-tool-budget"),
        absent: &[],
        default: "`4096`",
        doc: "Bytes of a tool in the list of an MCP adapter, beyond which descriptions and the schema of the result are shortened; `off` keeps them",
        example: &["1024"],
        build: "tool_budget(ToolBudget::Bytes(1024))",
        store: Some(|options, namespace, values| {
            if let Some(budget) = values.first().and_then(|text| ToolBudget::of(text)) {
                options.tool_budget.set(namespace, budget);
            }
        }),
        namespaces: |options| options.tool_budget.namespaces(),
    },
    Entry {
        name: "catalogue",
        flag: "catalogue",
        kind: Kind::Word(Catalogue::WORDS),
        per: Per::Adapter,
        extension: Some("x-naftiko-catalogue"),
        absent: &[],
        default: "`all`, or `search` for a list of more than 256 KiB",
        doc: "Tools that clients of an MCP adapter see: `all` of them, chosen `toolsets`, or tools that `search` for others",
        example: &["search"],
        build: "catalogue(Catalogue::Search)",
        store: Some(|options, namespace, values| {
            if let Some(catalogue) = values.first().and_then(|word| Catalogue::of(word)) {
                options.catalogue.set(namespace, Some(catalogue));
            }
        }),
        namespaces: |options| options.catalogue.namespaces(),
    },
    Entry {
        name: "pinned_tools",
        flag: "pinned-tools",
        kind: Kind::Tools,
        per: Per::Adapter,
        extension: Some("x-naftiko-pinned-tools"),
        absent: &[],
        default: "none",
        doc: "Tools that an MCP adapter lists before all others, and also with `catalogue: search`",
        example: &["list-parcels"],
        build: "pinned_tools([\"list-parcels\"])",
        store: Some(|options, namespace, values| options.pinned_tools.set(namespace, values.to_vec())),
        namespaces: |options| options.pinned_tools.namespaces(),
    },
    Entry {
        name: "allow_origins",
        flag: "allow-origins",
        kind: Kind::Origins,
        per: Per::Adapter,
        extension: Some("x-naftiko-allow-origins"),
        absent: &[],
        default: "none",
        doc: "Origins of web pages that may call an adapter and read its responses; its own pages always may",
        example: &["https://app.example"],
        build: "allow_origins([\"https://app.example\"])",
        store: Some(|options, namespace, values| options.allow_origins.set(namespace, values.to_vec())),
        namespaces: |options| options.allow_origins.namespaces(),
    },
    Entry {
        name: "expose_headers",
        flag: "expose-headers",
        kind: Kind::Headers,
        per: Per::Adapter,
        extension: Some("x-naftiko-expose-headers"),
        absent: &[],
        default: "none",
        doc: "Headers of API responses that a REST adapter passes on, beside those that always pass",
        example: &["X-RateLimit-Remaining"],
        build: "expose_headers([\"X-RateLimit-Remaining\"])",
        store: Some(|options, namespace, values| options.expose_headers.set(namespace, values.to_vec())),
        namespaces: |options| options.expose_headers.namespaces(),
    },
    Entry {
        name: "out_dir",
        flag: "out",
        kind: Kind::Path,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, NO_FILES)],
        default: "`OUT_DIR` in a build script",
        doc: "Folder for the generated files; without it the command prints the code of one spec",
        example: &["src/generated"],
        build: "out_dir(\"src/generated\")",
        store: None,
        namespaces: none,
    },
    Entry {
        name: "check",
        flag: "check",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, ALWAYS_BUILT), (Front::Build, ALWAYS_BUILT)],
        default: "`false`",
        doc: "Write nothing; show what would change, and fail if anything would",
        example: &["true"],
        build: "",
        store: None,
        namespaces: none,
    },
    Entry {
        name: "tokens",
        flag: "tokens",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, CARGO_PRINTS), (Front::Build, CARGO_PRINTS)],
        default: "`false`",
        doc: "Print what each tool costs an agent that lists it, and what is worth shortening",
        example: &["true"],
        build: "",
        store: None,
        namespaces: none,
    },
    Entry {
        name: "secrets",
        flag: "secrets",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, DOCUMENTED), (Front::Build, DOCUMENTED)],
        default: "`false`",
        doc: "Print which variable is sent to which host, and how",
        example: &["true"],
        build: "",
        store: None,
        namespaces: none,
    },
    Entry {
        name: "notes",
        flag: "notes",
        kind: Kind::Flag,
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, NOTES_ELSEWHERE), (Front::Build, NOTES_ELSEWHERE)],
        default: "`false`",
        doc: "Show each note, in place of one line with their number",
        example: &["true"],
        build: "",
        store: None,
        namespaces: none,
    },
    Entry {
        name: "message_format",
        flag: "message-format",
        kind: Kind::Word(&["human", "json"]),
        per: Per::Run,
        extension: None,
        absent: &[(Front::Macro, CARGO_PRINTS), (Front::Build, CARGO_PRINTS)],
        default: "`human`",
        doc: "Format of the diagnostics on standard error, and of what `--secrets` and `--tokens` print",
        example: &["json"],
        build: "",
        store: None,
        namespaces: none,
    },
];

/// The namespaces of an option that has one value for the whole run.
fn none(_: &Options) -> Vec<&str> {
    Vec::new()
}

impl Entry {
    /// Returns why a front lacks the option; `None` when the front has it.
    pub fn absent_from(&self, front: Front) -> Option<&'static str> {
        let mut absent = self.absent.iter();
        absent
            .find(|(without, _)| *without == front)
            .map(|(_, reason)| *reason)
    }

    /// Whether the option is a field of [`Options`]. The others concern what a front does with the generated code.
    pub fn is_stored(&self) -> bool {
        self.store.is_some()
    }

    /// Whether values can be given by namespace.
    pub fn is_per_namespace(&self) -> bool {
        self.per != Per::Run
    }

    /// Checks one value.
    ///
    /// # Errors
    ///
    /// Returns the problem and the expected values.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let checked = self.kind.check(value);
        checked.map_err(|expected| format!("invalid value `{value}` for `{}`; {expected}", self.name))
    }

    /// Sets the option, for a namespace or for all; values are checked first.
    ///
    /// # Errors
    ///
    /// Returns the problem and the expected values.
    pub fn set(
        &self,
        options: &mut Options,
        namespace: Option<&str>,
        values: &[String],
    ) -> Result<(), String> {
        if values.is_empty() {
            return Err(format!("no value for `{}`; expected {}", self.name, self.kind));
        }
        for value in values {
            self.check(value)?;
        }
        if let Some(store) = self.store {
            store(options, namespace, values);
        }
        Ok(())
    }

    /// Returns the namespaces that values are given for.
    pub fn namespaces<'o>(&self, options: &'o Options) -> Vec<&'o str> {
        (self.namespaces)(options)
    }

    /// Returns options with the example of this one, which every front gives by its own spelling.
    pub fn example_options(&self) -> Options {
        self.stored_example(None)
    }

    /// Returns options with the example of this one for one namespace.
    pub fn example_options_of(&self, namespace: &str) -> Options {
        self.stored_example(Some(namespace))
    }

    /// Returns the namespace in `tests/specs/every-option.yaml` for which the option has an effect.
    #[doc(hidden)]
    pub fn example_namespace(&self) -> &'static str {
        match (self.per, self.name) {
            // Only REST adapters pass headers on.
            (_, "expose_headers") => "desk",
            (Per::Adapter, _) => "tools",
            _ => "parcel-desk",
        }
    }

    fn stored_example(&self, namespace: Option<&str>) -> Options {
        let mut options = Options::default();
        if let Some(store) = self.store {
            let values: Vec<String> = self.example.iter().map(|&value| value.to_owned()).collect();
            store(&mut options, namespace, &values);
        }
        options
    }
}

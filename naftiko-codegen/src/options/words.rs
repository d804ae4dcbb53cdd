//! Options whose values are words.

/// Declares the values of an option, each with its word.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$value_about:meta])* $value:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$value_about])* $value,)*
        }

        impl $name {
            /// The words of the values, in the order of the declaration.
            pub const WORDS: &[&str] = &[$($word),*];

            /// Returns the value of a word.
            pub fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// Handling of responses of a consumed API that do not fit their declared type.
    Tolerance {
        /// The call fails; the error has the path of the value.
        #[default]
        Strict = "strict",
        /// The value is read as null, and a log line names its path.
        Lenient = "lenient",
        /// As `Lenient`, and types with more values than the document declares keep those.
        Open = "open",
    }
}

words! {
    /// Handling of unknown arguments of tools, and of unknown members of REST bodies with a type.
    UnknownArguments {
        /// The call fails. Its result names each unknown argument, and a similar known one.
        #[default]
        Reject = "reject",
        /// Unknown arguments are ignored. The published schema allows them (`additionalProperties: true`).
        Ignore = "ignore",
    }
}

words! {
    /// Whether tools have schemas of their results.
    OutputSchemas {
        /// A tool has an output schema if the spec maps outputs, or a document describes the response.
        #[default]
        On = "on",
        /// No tool has one, which makes the list of tools smaller.
        Off = "off",
    }
}

/// The largest size of a tool in the list of an MCP adapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolBudget {
    /// The largest size in bytes. What an agent needs least of a larger tool is left out.
    Bytes(usize),
    /// Every tool has all its texts and members.
    Off,
}

impl ToolBudget {
    /// The word of the value without a number.
    pub const OFF: &str = "off";

    /// The smallest budget in bytes: the names and types of most arguments fit into it.
    pub const LEAST: usize = 512;

    /// Returns the value of a text: a number of bytes, or `off`.
    pub fn of(text: &str) -> Option<Self> {
        if text == Self::OFF {
            return Some(Self::Off);
        }
        let bytes = text.parse().ok().filter(|bytes| *bytes >= Self::LEAST);
        bytes.map(Self::Bytes)
    }
}

impl Default for ToolBudget {
    fn default() -> Self {
        Self::Bytes(4 * 1024)
    }
}

words! {
    /// How clients of an MCP adapter see its tools.
    Catalogue {
        /// The list has every tool.
        #[default]
        All = "all",
        /// Clients choose toolsets by URL or header. Without a choice, the list has as many toolsets as fit.
        Toolsets = "toolsets",
        /// The list has tools that search for others, describe them and call them.
        Search = "search",
    }
}

/// Types of the document of a consumed API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Types {
    /// They are generated. Operations that stay without types take and return JSON.
    #[default]
    Available,
    /// They are generated. Each operation that stays without types is an error, and each value whose type cannot be read.
    Required,
    /// Those of a module that another run has generated from the document. The path is that of the module where the spec's module is:
    /// `crate::m3ter::types`, `super::types`.
    In(String),
}

impl Types {
    /// The words of values that are not paths.
    pub const WORDS: &[&str] = &["available", "required"];

    /// Returns the value of a word, or of a path with `::`.
    pub fn of(text: &str) -> Option<Self> {
        match text {
            "available" => Some(Self::Available),
            "required" => Some(Self::Required),
            path => is_module_path(path).then(|| Self::In(path.to_owned())),
        }
    }
}

/// Returns whether a text is the path of a module: `crate::m3ter::types`.
pub(super) fn is_module_path(text: &str) -> bool {
    let parsed: Result<syn::Path, _> = syn::parse_str(text);
    parsed.is_ok_and(|path| {
        let is_plain = |segment: &syn::PathSegment| segment.arguments.is_none();
        path.leading_colon.is_none() && path.segments.len() > 1 && path.segments.iter().all(is_plain)
    })
}

words! {
    /// Whether code has the module `testing`, with fake APIs in place of the consumed ones.
    Testing {
        /// It does not.
        #[default]
        Off = "off",
        /// It has the module in unit tests (`cfg(test)`), which need the feature `testing` in `dev-dependencies`.
        Test = "test",
        /// It always has the module, such as for integration tests.
        Always = "always",
    }
}

words! {
    /// Handling of members that the document of a consumed API does not list.
    Unknown {
        /// They are not read.
        #[default]
        Drop = "drop",
        /// Structs keep them in a map, and write them back.
        Keep = "keep",
    }
}

words! {
    /// Handling of required parameters that the spec lacks and whose value the document of a consumed API gives.
    Fill {
        /// They are sent.
        #[default]
        Constants = "constants",
        /// They are not sent.
        Off = "off",
    }
}

/// Traits that types of a document implement beside `Clone`, `Debug` and `PartialEq`, where they can.
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Derives {
    /// `Serialize` and `Deserialize` of serde; the crate needs the feature `serde` of `naftiko`.
    pub serde: bool,
    /// `Eq`.
    pub eq: bool,
    /// `Hash`.
    pub hash: bool,
    /// `Default`.
    pub default: bool,
}

impl Derives {
    /// The words of the traits.
    pub const WORDS: &[&str] = &["serde", "Eq", "Hash", "Default"];

    /// Returns the traits of words.
    pub(super) fn of(words: &[String]) -> Self {
        let has = |word: &str| words.iter().any(|known| known == word);
        Self {
            serde: has("serde"),
            eq: has("Eq"),
            hash: has("Hash"),
            default: has("Default"),
        }
    }

    /// Returns the traits of both.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            serde: self.serde || other.serde,
            eq: self.eq || other.eq,
            hash: self.hash || other.hash,
            default: self.default || other.default,
        }
    }
}

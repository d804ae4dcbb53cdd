//! Rust identifiers for the names of a spec.
//!
//! One [`Scope`] per generated namespace assigns identifiers in the order of the spec. Keywords become raw identifiers, or get a trailing
//! `_` where Rust forbids raw ones. A name that is already assigned gets a number.

mod letters;
mod portable;
mod reserved;

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
pub(crate) use letters::has_words;
pub(crate) use portable::{LENGTH, PortableNames, TOGETHER, is_accepted};
use proc_macro2::{Ident, Span};
use reserved::{KEYWORDS, LOCALS, METHODS, NEVER_RAW, TYPES, TYPES_MODULE};

/// The case of identifiers of a kind of item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Modules, functions, fields.
    Snake,
    /// Types.
    Pascal,
    /// Statics.
    Shouty,
}

/// The assigned identifiers of one generated namespace.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    case: Case,
    /// Whether names keep no letters besides those of ASCII.
    in_ascii: bool,
    taken: BTreeSet<String>,
    /// The next number of a name that was assigned more than once.
    next: BTreeMap<String, u32>,
}

impl Scope {
    /// Creates a namespace without reserved names.
    pub(crate) fn new(case: Case) -> Self {
        Self::with(case, &[])
    }

    /// Creates a namespace of types that also has the runtime's types.
    pub(crate) fn types() -> Self {
        Self::with(Case::Pascal, TYPES)
    }

    /// Creates the namespace of the module `types`, which no other module imports names from.
    pub(crate) fn types_module() -> Self {
        Self::with(Case::Pascal, TYPES_MODULE)
    }

    /// Creates a namespace of methods.
    pub(crate) fn methods() -> Self {
        Self::with(Case::Snake, METHODS)
    }

    /// Creates a namespace of parameters and local variables.
    pub(crate) fn locals() -> Self {
        Self::with(Case::Snake, LOCALS)
    }

    /// Creates a namespace with reserved names.
    pub(crate) fn with(case: Case, taken: &[&str]) -> Self {
        Self {
            case,
            in_ascii: false,
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
            next: BTreeMap::new(),
        }
    }

    /// Keeps letters of ASCII only. Modules are files, whose names differ between systems otherwise.
    #[must_use]
    pub(crate) fn in_ascii(mut self) -> Self {
        self.in_ascii = true;
        self
    }

    /// Assigns the identifier of a name of the spec.
    pub(crate) fn assign(&mut self, name: &str) -> String {
        let base = if self.in_ascii {
            identifier(name, self.case)
        } else {
            cased(&letters::kept(name), self.case)
        };
        let free = self.free(&base);
        self.taken.insert(free.clone());
        if KEYWORDS.contains(&free.as_str()) {
            format!("r#{free}")
        } else {
            free
        }
    }

    fn free(&mut self, base: &str) -> String {
        if NEVER_RAW.contains(&base) {
            return self.numbered(&format!("{base}_"));
        }
        self.numbered(base)
    }

    fn numbered(&mut self, base: &str) -> String {
        if !self.taken.contains(base) {
            return base.to_owned();
        }
        let separator = match self.case {
            Case::Pascal => "",
            Case::Snake | Case::Shouty => "_",
        };
        let stem = base.trim_end_matches('_');
        let next = self.next.entry(base.to_owned()).or_insert(2);
        loop {
            let candidate = format!("{stem}{separator}{next}");
            *next += 1;
            if !self.taken.contains(&candidate) {
                return candidate;
            }
        }
    }
}

/// Returns whether Rust reserves a name, in any edition.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name) || NEVER_RAW.contains(&name)
}

/// Returns a name in the case with letters and digits of ASCII. It is never empty and never starts with a digit.
pub(crate) fn identifier(name: &str, case: Case) -> String {
    cased(&letters::ascii(name), case)
}

/// Returns a name in which the plural of an acronym is one word: `imageUrls` for `imageURLs`.
pub(crate) fn plain_plurals(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_ascii_uppercase()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(from.len());
        let (acronym, after) = from.split_at(end);
        let is_plural = acronym.len() > 1
            && after.strip_prefix('s').is_some_and(|next| {
                !next.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            });
        plain.push_str(before);
        if is_plural {
            let (first, others) = acronym.split_at(1);
            plain.push_str(first);
            plain.push_str(&others.to_ascii_lowercase());
        } else {
            plain.push_str(acronym);
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Returns words in the case, as an identifier.
fn cased(words: &str, case: Case) -> String {
    let words = plain_plurals(words);
    let cased = match case {
        Case::Snake => words.to_snake_case(),
        Case::Pascal => words.to_pascal_case(),
        Case::Shouty => words.to_shouty_snake_case(),
    };
    let prefix = match case {
        Case::Snake => "n",
        Case::Pascal | Case::Shouty => "N",
    };
    match cased.chars().next() {
        None => match case {
            Case::Snake => "unnamed".to_owned(),
            Case::Pascal => "Unnamed".to_owned(),
            Case::Shouty => "UNNAMED".to_owned(),
        },
        Some(first) if first.is_ascii_digit() => format!("{prefix}{cased}"),
        Some(_) => cased,
    }
}

/// Returns the name of the environment variable for a name of a namespace: `DESK_API_BASE_URI` for `BASE_URI` of `desk-api` or `deskApi`.
///
/// The runtime names the variables of adapters by the same rule.
pub(crate) fn environment(namespace: &str, name: &str) -> String {
    format!("{}_{}", shouted(namespace), shouted(name))
}

/// Returns a name in upper case, with `_` before a capital that follows a lower-case letter or digit, and for other characters.
fn shouted(name: &str) -> String {
    // Shells cannot set a variable that starts with a digit.
    let mut shouted = String::from(if name.starts_with(|c: char| c.is_ascii_digit()) {
        "N"
    } else {
        ""
    });
    let mut after_lower = false;
    for c in name.chars() {
        if after_lower && c.is_ascii_uppercase() {
            shouted.push('_');
        }
        shouted.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        });
        after_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    shouted
}

/// Returns the token of an identifier from a [`Scope`].
pub(crate) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyword_becomes_a_valid_identifier() {
        for word in KEYWORDS.iter().chain(NEVER_RAW) {
            let name = Scope::new(Case::Snake).assign(word);
            assert!(
                syn::parse_str::<Ident>(&name).is_ok() || name.starts_with("r#"),
                "{word} -> {name}"
            );
            assert!(
                syn::parse_str::<syn::ItemFn>(&format!("fn {name}() {{}}")).is_ok(),
                "{word} -> {name}"
            );
        }
    }

    #[test]
    fn plural_of_an_acronym_is_one_word() {
        for (name, snake, pascal) in [
            ("imageURLs", "image_urls", "ImageUrls"),
            ("listVMs", "list_vms", "ListVms"),
            ("userIDsAndNames", "user_ids_and_names", "UserIdsAndNames"),
            ("vCPUs", "v_cpus", "VCpus"),
            ("URLsafe", "ur_lsafe", "UrLsafe"),
            ("HTTPStatus", "http_status", "HttpStatus"),
            ("As", "as", "As"),
        ] {
            assert_eq!(identifier(name, Case::Snake), snake);
            assert_eq!(identifier(name, Case::Pascal), pascal);
        }
    }

    #[test]
    fn repeated_names_get_numbers_in_the_order_of_the_spec() {
        let mut scope = Scope::new(Case::Snake);
        let names: Vec<_> = ["MaxResults", "maxResults", "max-results"]
            .iter()
            .map(|name| scope.assign(name))
            .collect();
        assert_eq!(names, ["max_results", "max_results_2", "max_results_3"]);
    }

    #[test]
    fn name_of_any_characters_becomes_an_identifier() {
        let names = [
            "$filter",
            "filter[name]",
            "1password",
            "",
            "tweet.fields",
            "日本",
            "self",
            "type",
        ];
        let idents: Vec<_> = names
            .iter()
            .map(|name| Scope::new(Case::Snake).assign(name))
            .collect();
        assert_eq!(
            idents,
            [
                "filter",
                "filter_name",
                "n1password",
                "unnamed",
                "tweet_fields",
                "日本",
                "self_",
                "r#type"
            ]
        );
    }

    #[test]
    fn name_of_a_module_is_ascii() {
        let mut modules = Scope::new(Case::Snake).in_ascii();
        let names: Vec<_> = ["取得", "größe", "desk 取得", "取"]
            .iter()
            .map(|name| modules.assign(name))
            .collect();
        assert_eq!(names, ["unnamed", "gr_e", "desk", "unnamed_2"]);
        assert_eq!(Scope::types().assign("取得-params"), "取得Params");
        assert_eq!(Scope::new(Case::Shouty).assign("größe"), "GRÖSSE");
    }

    #[test]
    fn namespace_becomes_the_name_of_a_variable() {
        for line in include_str!("../../../tests/cases/variables.txt").lines() {
            if let Some((namespace, variable)) = line.split_once('|') {
                let expected = format!("{}_BASE_URI", variable.trim());
                assert_eq!(environment(namespace.trim(), "BASE_URI"), expected);
            }
        }
    }

    #[test]
    fn type_never_shadows_a_runtime_type() {
        assert_eq!(Scope::types().assign("response"), "Response2");
    }
}

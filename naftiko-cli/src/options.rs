//! The generator's options as arguments, made from its table.

use std::marker::PhantomData;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use naftiko_codegen::Options;
use naftiko_codegen::options::{self, Entry, Front, Kind, Per};

/// A choice of the options of the table. Those of the command alone are arguments of their own.
pub(crate) trait Choice {
    /// Whether the choice has an option.
    fn has(entry: &Entry) -> bool;
}

/// The options that concern generating.
#[derive(Debug)]
pub(crate) struct Generating;

/// The options that concern the documents of APIs.
#[derive(Debug)]
pub(crate) struct Reading;

impl Choice for Generating {
    fn has(_: &Entry) -> bool {
        true
    }
}

/// The options that concern calls of APIs.
#[derive(Debug)]
pub(crate) struct Calling;

/// The options that concern the documents of REST adapters.
#[derive(Debug)]
pub(crate) struct Serving;

impl Choice for Reading {
    fn has(entry: &Entry) -> bool {
        ["openapi", "overlay", "refs", "allow_paths", "strict"].contains(&entry.name)
    }
}

impl Choice for Calling {
    fn has(entry: &Entry) -> bool {
        Reading::has(entry) || entry.name == "fill"
    }
}

impl Choice for Serving {
    fn has(entry: &Entry) -> bool {
        Reading::has(entry) || entry.name == "unknown_arguments"
    }
}

/// The chosen options as arguments.
#[derive(Debug)]
pub(crate) struct TableOptions<C>(pub Options, PhantomData<C>);

/// One occurrence of a flag: the namespace that it is for, and its values.
type Given = (Option<String>, Vec<String>);

fn entries<C: Choice>() -> impl Iterator<Item = &'static Entry> {
    options::of_front(Front::Command).filter(|entry| entry.is_stored() && C::has(entry))
}

/// Returns the documentation of an option, which is the help of its argument.
pub(crate) fn doc(name: &str) -> &'static str {
    options::find(name).map_or("", |entry| entry.doc)
}

impl<C: Choice> Args for TableOptions<C> {
    fn augment_args(command: Command) -> Command {
        command.args(entries::<C>().map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<C: Choice> FromArgMatches for TableOptions<C> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut options = Options::default();
        for entry in entries::<C>() {
            for (namespace, values) in given(entry, matches) {
                let set = entry.set(&mut options, namespace.as_deref(), &values);
                set.map_err(|message| Error::raw(ErrorKind::ValueValidation, message))?;
            }
        }
        Ok(Self(options, PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Returns the argument of an option.
fn argument(entry: &'static Entry) -> Arg {
    let argument = Arg::new(entry.name).long(entry.flag);
    if entry.kind == Kind::Flag && !entry.is_per_namespace() {
        return argument.help(entry.doc).action(ArgAction::SetTrue);
    }
    let mut help = entry.doc.to_owned();
    let words = entry.kind.words();
    if !words.is_empty() {
        help.extend([" [possible values: ", &words.join(", "), "]"]);
    }
    help.extend([" [default: ", entry.default, "]"]);
    let value = match (entry.per, entry.kind) {
        (Per::ConsumedApi, _) => "[API=]VALUE",
        (Per::Adapter, _) => "[ADAPTER=]VALUE",
        (Per::Run, Kind::Flag | Kind::Word(_) | Kind::WordOrModule(_)) => "WORD",
        (Per::Run, Kind::Name) => "NAME",
        (Per::Run, Kind::Budget) => "BYTES",
        (Per::Run, Kind::Words(_)) => "LIST",
        (Per::Run, Kind::Path | Kind::Paths) => "PATH",
        (Per::Run, Kind::Origins) => "ORIGIN",
        (Per::Run, Kind::Headers) => "HEADER",
        (Per::Run, Kind::Tools) => "TOOL",
        (Per::Run, Kind::Replacements) => "FROM=TO",
    };
    let several = entry.kind.is_list() || entry.is_per_namespace();
    argument
        .help(help)
        .value_name(value)
        .value_parser(move |text: &str| parse(entry, text))
        .action(if several {
            ArgAction::Append
        } else {
            ArgAction::Set
        })
}

/// Reads `VALUE`, `VALUE,VALUE` where the values are words, and either after `NAMESPACE=`.
fn parse(entry: &Entry, text: &str) -> Result<Given, String> {
    let is_name = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_*".contains(&byte))
    };
    let (namespace, text) = match text.split_once('=') {
        Some((name, value)) if entry.is_per_namespace() && is_name(name) => (Some(name.to_owned()), value),
        _ => (None, text),
    };
    let values: Vec<String> = match entry.kind {
        Kind::Words(_) => text.split(',').map(|word| word.trim().to_owned()).collect(),
        _ => vec![text.to_owned()],
    };
    for value in &values {
        entry.kind.check(value)?;
    }
    Ok((namespace, values))
}

/// Returns what was given for an option, the values of one namespace together.
fn given(entry: &Entry, matches: &ArgMatches) -> Vec<Given> {
    if entry.kind == Kind::Flag && !entry.is_per_namespace() {
        let is_set = matches.get_flag(entry.name);
        return is_set
            .then(|| (None, vec!["true".to_owned()]))
            .into_iter()
            .collect();
    }
    let mut merged: Vec<Given> = Vec::new();
    for (namespace, values) in matches.get_many::<Given>(entry.name).into_iter().flatten() {
        match merged.iter_mut().find(|(known, _)| known == namespace) {
            Some((_, known)) if entry.kind.is_list() => known.extend(values.iter().cloned()),
            Some((_, known)) => known.clone_from(values),
            None => merged.push((namespace.clone(), values.clone())),
        }
    }
    merged
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory as _;

    use super::*;

    fn parsed(words: &str) -> Result<Options, Error> {
        let command = TableOptions::<Generating>::augment_args(Command::new("naftiko").no_binary_name(true));
        let matches = command.try_get_matches_from(words.split_whitespace())?;
        Ok(TableOptions::<Generating>::from_arg_matches(&matches)?.0)
    }

    #[test]
    fn every_option_of_the_table_is_an_argument() {
        for entry in entries::<Generating>() {
            let spelling = entry.spelling(Front::Command).unwrap();
            assert_eq!(parsed(&spelling).unwrap(), entry.example_options(), "{spelling}");
            if let Some(spelling) = entry.spelling_for(Front::Command, "parcel-desk") {
                let options = parsed(&spelling).unwrap();
                assert_eq!(entry.namespaces(&options), ["parcel-desk"], "{spelling}");
            }
        }
    }

    /// `generate` and `check` have the flags of the table, and no other, but for those that only one of them can have.
    #[test]
    fn flags_are_those_of_the_table() {
        let command = crate::arguments::Arguments::command();
        let flags = |name: &str| -> BTreeSet<String> {
            let command = command.find_subcommand(name).unwrap();
            let flags = command.get_arguments().filter_map(Arg::get_long);
            flags.map(str::to_owned).collect()
        };
        let table = options::of_front(Front::Command).map(|entry| entry.flag.to_owned());
        let table: BTreeSet<String> = table.collect();
        let without = |names: &[&str]| -> BTreeSet<String> {
            let names: BTreeSet<String> = names.iter().map(|&name| name.to_owned()).collect();
            &table - &names
        };
        assert_eq!(flags("generate"), without(&["secrets", "tokens"]));
        assert_eq!(flags("check"), without(&["out", "check"]));
    }

    #[test]
    fn repeated_lists_are_joined_and_invalid_values_rejected() {
        assert_eq!(
            parsed("--emit client --emit rest").unwrap(),
            parsed("--emit client,rest").unwrap()
        );
        let error = parsed("--emit client,grpc").unwrap_err().to_string();
        assert!(
            error.contains("expected `client`, `rest`, `mcp` or `skill`"),
            "{error}"
        );
        assert!(parsed("--module a --module b").is_err());
    }
}

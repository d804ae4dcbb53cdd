//! Arguments of `naftiko!`.

use naftiko_codegen::Options;
use naftiko_codegen::options::{self, Entry, Front, Kind};
use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::token::{Brace, Bracket};
use syn::{Error, Ident, LitBool, LitInt, LitStr, Path, Result, Token, braced, bracketed};

/// `<path of the runtime>; "spec.yaml", module: name, emit: [client, rest, mcp, skill], strict: true`.
pub(crate) struct Arguments {
    /// The path that replaces `::naftiko` in the generated code, since the crate may be renamed.
    pub runtime: TokenStream,
    pub spec: LitStr,
    pub options: Options,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut runtime = TokenStream::new();
        while !input.peek(Token![;]) {
            runtime.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![;]>()?;
        let spec = input.parse().map_err(|error| {
            Error::new(
                error.span(),
                "expected the path of a spec, as a string: `naftiko!(\"m3ter-auth.yaml\")`",
            )
        })?;
        let mut options = Options::default();
        let mut given = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                option(input, &mut options, &mut given)?;
            }
        }
        Ok(Self {
            runtime,
            spec,
            options,
        })
    }
}

/// Reads one option of the table.
fn option(input: ParseStream<'_>, options: &mut Options, given: &mut Vec<Ident>) -> Result<()> {
    let name: Ident = input.parse()?;
    if given.contains(&name) {
        return Err(Error::new(name.span(), format!("duplicate option `{name}`")));
    }
    let known = options::of_front(Front::Macro).find(|entry| name == entry.name);
    let entry =
        known.ok_or_else(|| Error::new(name.span(), options::unknown(&name.to_string(), Front::Macro)))?;
    input.parse::<Token![:]>()?;
    if entry.is_per_namespace() && input.peek(Brace) {
        let map;
        braced!(map in input);
        while !map.is_empty() {
            let namespace = namespace(&map)?;
            map.parse::<Token![:]>()?;
            value(&map, entry, options, Some(&namespace))?;
            if !map.is_empty() {
                map.parse::<Token![,]>()?;
            }
        }
    } else {
        value(input, entry, options, None)?;
    }
    given.push(name);
    Ok(())
}

/// Reads a namespace, whose hyphens need quotes.
fn namespace(input: ParseStream<'_>) -> Result<String> {
    if input.peek(LitStr) {
        return Ok(input.parse::<LitStr>()?.value());
    }
    Ok(input.call(Ident::parse_any)?.to_string())
}

/// Reads a value, or a list in brackets, and sets the option.
fn value(
    input: ParseStream<'_>,
    entry: &Entry,
    options: &mut Options,
    namespace: Option<&str>,
) -> Result<()> {
    let mut span = input.span();
    let mut values = Vec::new();
    if entry.kind.is_list() && input.peek(Bracket) {
        let list;
        span = bracketed!(list in input).span.join();
        while !list.is_empty() {
            values.push(single(&list, entry)?);
            if !list.is_empty() {
                list.parse::<Token![,]>()?;
            }
        }
    } else {
        values.push(single(input, entry)?);
    }
    let set = entry.set(options, namespace, &values);
    set.map_err(|message| Error::new(span, message))
}

/// Reads one value; what is wrong with it is reported at its own place.
fn single(input: ParseStream<'_>, entry: &Entry) -> Result<String> {
    let span = input.span();
    let value = match entry.kind {
        Kind::Flag => input.parse::<LitBool>()?.value.to_string(),
        Kind::Name => input.parse::<Ident>()?.to_string(),
        Kind::Budget if input.peek(LitInt) => input.parse::<LitInt>()?.base10_digits().to_owned(),
        Kind::WordOrModule(_) => module(input)?,
        Kind::Word(_) | Kind::Words(_) | Kind::Budget => input.call(Ident::parse_any)?.to_string(),
        Kind::Path | Kind::Paths | Kind::Origins | Kind::Headers | Kind::Tools | Kind::Replacements => {
            input.parse::<LitStr>()?.value()
        }
    };
    entry.check(&value).map_err(|message| Error::new(span, message))?;
    Ok(value)
}

/// Reads a word, or the path of a module.
fn module(input: ParseStream<'_>) -> Result<String> {
    let path = input.call(Path::parse_mod_style)?;
    let segments = path.segments.iter().map(|segment| segment.ident.to_string());
    Ok(segments.collect::<Vec<_>>().join("::"))
}

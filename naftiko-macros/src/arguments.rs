//! What is written between the parentheses or braces of the macro.

use std::path::PathBuf;

use naftiko_codegen::{Emit, Options};
use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, LitStr, Result, Token, bracketed};

/// `<path of the runtime>; "spec.yaml", module: name, emit: [client, rest, mcp], strict: true`.
pub(crate) struct Arguments {
    /// What stands for `::naftiko` in the generated code: a user may have renamed the crate.
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

/// Reads one option.
fn option(input: ParseStream<'_>, options: &mut Options, given: &mut Vec<Ident>) -> Result<()> {
    let name: Ident = input.parse()?;
    if given.contains(&name) {
        return Err(Error::new(name.span(), format!("`{name}` is given twice")));
    }
    input.parse::<Token![:]>()?;
    match name.to_string().as_str() {
        "module" => options.module = Some(input.parse::<Ident>()?.to_string()),
        "emit" => options.emit = surfaces(input)?,
        "allow_paths" => options.allow_paths = paths(input)?,
        "strict" => options.strict = input.parse::<LitBool>()?.value,
        other => {
            let message =
                format!("`{other}` is no option: there are `module`, `emit`, `strict` and `allow_paths`");
            return Err(Error::new(name.span(), message));
        }
    }
    given.push(name);
    Ok(())
}

/// Reads `[client, rest, mcp]`.
fn surfaces(input: ParseStream<'_>) -> Result<Emit> {
    let list;
    let brackets = bracketed!(list in input);
    let names = list.parse_terminated(Ident::parse, Token![,])?;
    if names.is_empty() {
        let message = format!("nothing to generate: there are `{}`", Emit::SURFACES.join("`, `"));
        return Err(Error::new(brackets.span.join(), message));
    }
    let emit = |surfaces: &str, span| Emit::parse(surfaces).map_err(|message| Error::new(span, message));
    let mut surfaces = Vec::new();
    for name in &names {
        surfaces.push(name.to_string());
        emit(&name.to_string(), name.span())?;
    }
    emit(&surfaces.join(","), brackets.span.join())
}

/// Reads `["../shared", …]`.
fn paths(input: ParseStream<'_>) -> Result<Vec<PathBuf>> {
    let list;
    bracketed!(list in input);
    let paths = list.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(paths.iter().map(|path| path.value().into()).collect())
}

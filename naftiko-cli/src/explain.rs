//! The command `naftiko explain`.

use naftiko_codegen::diagnostic::Code;
use naftiko_codegen::nearest;

use crate::arguments::Explain;
use crate::terminal::{self, Exit, Failure};

/// Prints the explanation of a code, or a list of all codes.
pub(crate) fn run(arguments: &Explain) -> Result<Exit, Failure> {
    match &arguments.code {
        None => {
            let all: Vec<_> = Code::all()
                .map(|code| format!("{code}  {}\n", code.title()))
                .collect();
            terminal::print(&all.concat())?;
        }
        Some(name) => {
            let code = Code::find(name).ok_or_else(|| unknown(name))?;
            let title = format!("{code} ({}): {}", code.severity(), code.title());
            terminal::print(&format!("{title}\n\n{}\n", code.explanation().trim()))?;
        }
    }
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Failure {
    let similar = nearest(name, Code::all().map(Code::id));
    let help = similar.map_or_else(
        || "`naftiko explain` lists all codes".to_owned(),
        |similar| format!("a similar code exists: `{similar}`"),
    );
    Failure(format!("unknown code `{name}`; {help}"))
}

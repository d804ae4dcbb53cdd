//! `naftiko explain`.

use naftiko_codegen::diagnostic::Code;
use naftiko_codegen::nearest;

use crate::arguments::Explain;
use crate::terminal::{self, Exit, Failure};

/// Prints what a code means, or all of them in a line each.
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
    let near = nearest(name, Code::all().map(Code::id));
    let advice = near.map_or_else(
        || "`naftiko explain` lists all codes".to_owned(),
        |near| format!("did you mean `{near}`? `naftiko explain` lists all codes"),
    );
    Failure(format!("there is no code `{name}`; {advice}"))
}

//! The command `naftiko eject`.

use crate::arguments::{Eject, New, Origin};
use crate::new;
use crate::terminal::{Exit, Failure};

/// Makes a package around a spec, as `new` does.
pub(crate) fn run(arguments: Eject) -> Result<Exit, Failure> {
    let Eject {
        spec,
        path,
        runtime,
        messages,
    } = arguments;
    new::run(&New {
        path,
        name: None,
        template: None,
        origin: Origin {
            from: Some(spec),
            tags: Vec::new(),
            operations: Vec::new(),
        },
        runtime,
        yes: true,
        messages,
    })
}

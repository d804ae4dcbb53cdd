//! The scripts of specs, as a module with a stub for each of them, which the user writes in Rust.

use naftiko_codegen::{Interface, ScriptUse};

const SCRIPTS: &str = include_str!("../../templates/scripts.rs");

/// The value that constructors of capabilities with scripts take, in the root module.
pub(crate) const VALUE: &str = "scripts::Scripts";

/// The file of the module in a package.
pub(crate) const FILE: &str = "src/scripts.rs";

/// The longest line that rustfmt leaves in one.
const WIDTH: usize = 100;

/// Returns the modules with scripts.
fn with_scripts(interfaces: &[Interface]) -> impl Iterator<Item = &Interface> {
    interfaces
        .iter()
        .filter(|interface| !interface.scripts.is_empty())
}

/// Returns the names of the steps with scripts.
pub(crate) fn steps(interfaces: &[Interface]) -> impl Iterator<Item = &str> {
    let scripts = interfaces.iter().flat_map(|interface| &interface.scripts);
    scripts.map(|script| script.step.as_str())
}

/// Returns the module `scripts` with stubs; `None` without scripts. Each line is as rustfmt writes it.
pub(crate) fn stubs(interfaces: &[Interface]) -> Option<String> {
    with_scripts(interfaces).next()?;
    let mut uses: Vec<String> = with_scripts(interfaces)
        .map(|interface| format!("use crate::{};", interface.module))
        .collect();
    uses.sort_unstable();
    let implementations = with_scripts(interfaces).map(implementation);
    let implementations: Vec<String> = implementations.collect();
    let module = SCRIPTS.replace("__uses__", &uses.join("\n"));
    Some(module.replace("__implementations__", &implementations.join("\n\n")))
}

fn implementation(interface: &Interface) -> String {
    let module = &interface.module;
    let methods = interface.scripts.iter().map(|script| stub(module, script));
    let methods: Vec<String> = methods.collect();
    format!(
        "impl {module}::scripts::Scripts for Scripts {{\n{}\n}}",
        methods.join("\n\n")
    )
}

/// Returns the method of a script.
fn stub(module: &str, script: &ScriptUse) -> String {
    let ScriptUse {
        step,
        method,
        context,
        documentation,
    } = script;
    let context = format!("_context: {module}::scripts::{context}");
    let output = "Result<Option<Json>, ScriptError>";
    let one_line = format!("    fn {method}(&self, {context}) -> {output} {{");
    let head = if one_line.chars().count() <= WIDTH {
        one_line
    } else {
        format!("    fn {method}(\n        &self,\n        {context},\n    ) -> {output} {{")
    };
    let one_line = format!("        Err(missing({step:?}))");
    let body = if one_line.chars().count() <= WIDTH {
        one_line
    } else {
        format!("        Err(missing(\n            {step:?},\n        ))")
    };
    format!("    /// Runs {documentation}.\n{head}\n{body}\n    }}")
}

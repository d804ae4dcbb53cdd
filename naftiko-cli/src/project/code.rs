//! The files of a new package beside its spec. Each line is as rustfmt writes it.

use naftiko_codegen::{AdapterKind, Interface, Outcome, directory};

use super::{Project, Spec, scripts};
use crate::arguments::{Template, Via};

const SERVE: &str = include_str!("../../templates/serve.rs");
const CALL: &str = include_str!("../../templates/call.rs");
const LIBRARY: &str = include_str!("../../templates/library.rs");
const BUILD: &str = include_str!("../../templates/build.rs");
const FAKE: &str = include_str!("../../templates/fake.rs");
const START: &str = include_str!("../../templates/start.rs");
const README: &str = include_str!("../../templates/README.md");

/// The end of the README of a package with scripts.
const SCRIPTS: &str = "
[`src/scripts.rs`](src/scripts.rs) has the scripts of the spec. Each returns an error until you write it.
`naftiko dev specs/__spec__ --scripts src/scripts.rs` serves each change of them.
";

/// The line of the dependency of programs on tokio.
pub(crate) const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";

/// Returns the files by their paths.
pub(super) fn files(project: &Project, spec: &Spec, outcome: &Outcome) -> Vec<(String, String)> {
    let Some(interface) = outcome.interfaces.first() else {
        return Vec::new();
    };
    let package = Package {
        project,
        spec,
        outcome,
        interface,
    };
    let mut files = vec![
        ("Cargo.toml".to_owned(), package.manifest()),
        (".gitignore".to_owned(), "/target\n".to_owned()),
        ("README.md".to_owned(), package.readme()),
        ("src/fake.rs".to_owned(), package.fake()),
    ];
    files
        .extend(scripts::stubs(std::slice::from_ref(interface)).map(|text| (scripts::FILE.to_owned(), text)));
    if project.template == Template::Library {
        files.push(("build.rs".to_owned(), package.filled(BUILD)));
        files.push(("src/lib.rs".to_owned(), package.library()));
    } else {
        files.push(("src/main.rs".to_owned(), package.program()));
    }
    if project.template == Template::CheckedIn {
        let generated = directory(&outcome.modules).into_iter();
        files.extend(generated.map(|(path, text)| (format!("src/generated/{}", path.display()), text)));
    }
    files
}

/// A package, for the texts of its files.
struct Package<'a> {
    project: &'a Project,
    spec: &'a Spec,
    outcome: &'a Outcome,
    interface: &'a Interface,
}

impl Package<'_> {
    fn serves(&self) -> bool {
        !self.interface.adapters.is_empty()
    }

    fn is_library(&self) -> bool {
        self.project.template == Template::Library
    }

    /// Returns a template with the names of the package.
    fn filled(&self, template: &str) -> String {
        let file = self.spec.path.file_name().unwrap_or_default().to_string_lossy();
        template
            .replace("__crate__", &self.project.name)
            .replace("__module__", &self.interface.module)
            .replace("__spec__", &file)
            .replace("__commands__", &self.commands())
    }

    fn readme(&self) -> String {
        let readme = self.filled(README);
        if self.has_scripts() {
            readme + &self.filled(SCRIPTS)
        } else {
            readme
        }
    }

    fn manifest(&self) -> String {
        let Project {
            name,
            runtime,
            in_workspace,
            ..
        } = self.project;
        let logs = self.serves().then_some("logs");
        let naftiko = runtime.line(self.project.template.via(), &self.outcome.features, logs);
        let tokio = TOKIO;
        let further = if self.is_library() {
            let tested = runtime.line(
                self.project.template.via(),
                &self.outcome.features,
                Some("testing"),
            );
            format!(
                "\n[dev-dependencies]\n{tested}\n{tokio}\n\n[build-dependencies]\n{}\n",
                runtime.generator()
            )
        } else {
            format!("{tokio}\n")
        };
        let profiles = "\n# Backtraces have lines, and builds are shorter.\n[profile.dev]\ndebug = \"line-tables-only\"\n\n\
                        [profile.dev.package.\"*\"]\ndebug = false\n";
        let profiles = if *in_workspace { "" } else { profiles };
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\n{naftiko}\n{further}{profiles}"
        )
    }

    fn has_scripts(&self) -> bool {
        !self.interface.scripts.is_empty()
    }

    /// Returns the item that has the generated code.
    fn code(&self) -> String {
        match self.project.template.via() {
            Via::Macro => self.filled("naftiko::naftiko! { \"__spec__\", testing: always }"),
            Via::Build => self.filled("naftiko::include_generated!(\"__module__\");"),
            Via::CheckedIn => "#[rustfmt::skip]\nmod generated;".to_owned(),
        }
    }

    /// Returns the names of the generated code that a program uses. Scripts use the module by its path.
    fn uses(&self) -> String {
        self.filled(match (self.project.template.via(), self.has_scripts()) {
            (Via::CheckedIn, true) => "use generated::__module__::{self, Capability};",
            (Via::CheckedIn, false) => "use generated::__module__::Capability;",
            (Via::Macro | Via::Build, _) => "use __module__::Capability;",
        })
    }

    /// Returns the modules of a program beside the generated one.
    fn modules(&self) -> &'static str {
        match (self.is_library(), self.has_scripts()) {
            (false, false) => "mod fake;",
            (false, true) => "mod fake;\nmod scripts;",
            (true, false) => "#[cfg(test)]\nmod fake;",
            (true, true) => "pub mod scripts;\n\n#[cfg(test)]\nmod fake;",
        }
    }

    fn program(&self) -> String {
        let program = if self.serves() { SERVE } else { CALL };
        let call = if self.spec.is_example {
            "    let parcel = capability.tracking().get_parcel(\"P1\").await?.value()?;\n    println!(\"{}\", parcel.state);"
        } else {
            "    // The capability has a client for each API, with a method for each operation.\n    println!(\"{capability:?}\");"
        };
        let scripts = if self.has_scripts() { scripts::VALUE } else { "" };
        self.filled(program)
            .replace("__modules__", self.modules())
            .replace("__code__", &format!("{}\n\n{}", self.code(), self.uses()))
            .replace("__scripts__", scripts)
            .replace("__call__", call)
    }

    fn library(&self) -> String {
        let (test, check) = if self.serves() {
            ("adapters_start", "crate::fake::start().await")
        } else {
            (
                "capability_is_built",
                "crate::fake::apis().await?;\n        Ok(())",
            )
        };
        self.filled(LIBRARY)
            .replace("__code__", &self.code())
            .replace("__modules__", self.modules())
            .replace("__test__", test)
            .replace("__check__", check)
    }

    /// Returns the module with the fake APIs.
    fn fake(&self) -> String {
        let scripts = if self.has_scripts() {
            format!("crate::{}", scripts::VALUE)
        } else {
            String::new()
        };
        let fake = FAKE.replace("__uses__", &self.uses_of_fake());
        let fake = fake.replace("__scripts__", &scripts);
        if self.serves() {
            fake + &START.replace("__addresses__", &self.addresses())
        } else {
            fake
        }
    }

    fn uses_of_fake(&self) -> String {
        let of_start = if self.serves() {
            "use std::net::{Ipv4Addr, SocketAddr};\n"
        } else {
            ""
        };
        let generated = match self.project.template.via() {
            Via::CheckedIn => "generated::",
            Via::Macro | Via::Build => "",
        };
        let module = format!("crate::{generated}{}", self.interface.module);
        format!("{of_start}\nuse {module}::Capability;\nuse {module}::testing::Upstream;\n")
    }

    fn addresses(&self) -> String {
        let mut lines = Vec::new();
        for adapter in self
            .interface
            .adapters
            .iter()
            .filter(|adapter| adapter.port.is_some())
        {
            lines.push(format!("    let adapter = {:?};", adapter.namespace));
            lines.push("    let server = server.address(adapter, free);".to_owned());
        }
        lines.join("\n")
    }

    /// Returns the commands to try, with what each does.
    fn commands(&self) -> String {
        let mut lines = vec!["cargo test".to_owned()];
        if !self.is_library() {
            lines.push("cargo run -- --fake    # over a fake API, without an account".to_owned());
        }
        for adapter in &self.interface.adapters {
            match adapter.port {
                Some(port) if adapter.kind == AdapterKind::Rest && !self.is_library() => {
                    let path = if self.spec.is_example {
                        "parcels/P1"
                    } else {
                        "openapi.json"
                    };
                    lines.push(format!("curl http://127.0.0.1:{port}/{path}"));
                }
                _ => {}
            }
        }
        let environment: Vec<String> = self
            .interface
            .variables
            .iter()
            .map(|variable| format!("{}=…", variable.environment))
            .collect();
        if !self.is_library() {
            lines.push([environment, vec!["cargo run".to_owned()]].concat().join(" "));
        }
        if self.project.template == Template::CheckedIn {
            let generate = self.spec.path.display();
            lines.push(format!(
                "naftiko generate {generate} --testing always --out src/generated            # after a change of the spec"
            ));
            lines.push(format!(
                "naftiko generate {generate} --testing always --out src/generated --check    # for CI"
            ));
        }
        lines.join("\n")
    }
}

//! Spellings of an option in the three fronts and in a spec.

use super::{Entry, Front, Kind};

impl Entry {
    /// Returns the example as a front takes it: `emit: [client, rest]`, `emit(…)`, `--emit client,rest`. `None` when the front
    /// lacks the option.
    pub fn spelling(&self, front: Front) -> Option<String> {
        if self.absent_from(front).is_some() {
            return None;
        }
        Some(match front {
            Front::Macro => format!("{}: {}", self.name, self.macro_value()),
            Front::Build => self.build.to_owned(),
            Front::Command => self.command(None),
        })
    }

    /// Returns the example for one namespace, as the macro and the command take it.
    pub fn spelling_for(&self, front: Front, namespace: &str) -> Option<String> {
        if self.absent_from(front).is_some() || !self.is_per_namespace() {
            return None;
        }
        match front {
            Front::Macro => Some(format!(
                "{}: {{ {namespace:?}: {} }}",
                self.name,
                self.macro_value()
            )),
            Front::Build => {
                let (method, arguments) = self.build.split_once('(')?;
                Some(format!("{method}_of({namespace:?}, {arguments}"))
            }
            Front::Command => Some(self.command(Some(namespace))),
        }
    }

    /// Returns the example as a key of a spec.
    pub fn spelling_in_spec(&self) -> Option<String> {
        let key = self.extension?;
        let value = self.example.join(", ");
        Some(if self.kind.is_list() {
            format!("{key}: [{value}]")
        } else {
            format!("{key}: {value}")
        })
    }

    fn macro_value(&self) -> String {
        let quoted = matches!(
            self.kind,
            Kind::Path | Kind::Paths | Kind::Origins | Kind::Headers | Kind::Tools | Kind::Replacements
        );
        let values = self.example.iter().map(|value| {
            if quoted {
                format!("{value:?}")
            } else {
                (*value).to_owned()
            }
        });
        let values = values.collect::<Vec<_>>().join(", ");
        if self.kind.is_list() {
            format!("[{values}]")
        } else {
            values
        }
    }

    fn command(&self, namespace: Option<&str>) -> String {
        let flag = self.flag;
        let of = namespace.map_or_else(String::new, |namespace| format!("{namespace}="));
        match self.kind {
            Kind::Flag => format!("--{flag}"),
            Kind::Words(_) => format!("--{flag} {of}{}", self.example.join(",")),
            _ => {
                let given = self.example.iter().map(|value| format!("--{flag} {of}{value}"));
                given.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

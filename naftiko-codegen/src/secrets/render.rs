//! Uses of variables as a table, as JSON lines, and as a sentence of documentation.

use serde_json::json;

use super::{Receiver, SecretUse, Secrets};
use crate::diagnostic::{Style, one_line};
use crate::prose::{code, is_invisible};

impl Secrets {
    /// Returns the uses as a table, or as a JSON object a line.
    ///
    /// The objects have `spec`, `variable`, `sent` (whether a host gets the value), `to` (its scheme, host and port),
    /// `decided_by` (environment variables that decide it), `base_uri_variable`, `api` or `adapter` (its namespace), `how`, and
    /// `operations` (empty when each request carries the value).
    pub fn render(&self, style: Style) -> String {
        if style == Style::Json {
            let lines = self.uses.iter().map(|used| self.line(used));
            return lines.collect();
        }
        self.table()
    }

    fn table(&self) -> String {
        if self.uses.is_empty() {
            return format!("{}: no variables\n", shown(&self.spec));
        }
        let head = ["VARIABLE", "SENT TO", "HOW"].map(str::to_owned);
        let rows = self.uses.iter().map(|used| {
            [&used.variable, &used.receiver.column(), &used.how_exactly()].map(|cell| shown(cell))
        });
        let rows: Vec<[String; 3]> = std::iter::once(head).chain(rows).collect();
        let width = |column: fn(&[String; 3]) -> &String| {
            let widths = rows.iter().map(|row| column(row).chars().count());
            widths.max().unwrap_or_default()
        };
        let (first, second) = (width(|[cell, _, _]| cell), width(|[_, cell, _]| cell));
        let mut table = format!("{}:\n", shown(&self.spec));
        for [variable, receiver, how] in &rows {
            let line = format!("  {variable:first$}  {receiver:second$}  {how}");
            table.extend([line.trim_end(), "\n"]);
        }
        table
    }

    fn line(&self, used: &SecretUse) -> String {
        let mut line = json!({
            "spec": self.spec,
            "variable": used.variable,
            "how": used.how,
            "operations": used.operations,
        });
        let of_receiver = match &used.receiver {
            Receiver::Host {
                api,
                origin,
                decided_by,
                base_uri_variable,
            } => json!({
                "sent": true,
                "api": api,
                "to": (!origin.is_empty()).then_some(origin),
                "decided_by": decided_by,
                "base_uri_variable": base_uri_variable,
            }),
            Receiver::Adapter(namespace) => json!({"sent": false, "adapter": namespace}),
        };
        if let (Some(line), serde_json::Value::Object(fields)) = (line.as_object_mut(), of_receiver) {
            line.extend(fields);
        }
        one_line(&line.to_string()) + "\n"
    }
}

impl Receiver {
    fn column(&self) -> String {
        match self {
            Self::Host {
                origin, decided_by, ..
            } if decided_by.is_empty() => origin.clone(),
            Self::Host {
                origin, decided_by, ..
            } => {
                let decided = format!("decided by {}", decided_by.join(", "));
                if is_variable(origin) && !origin.contains("://") {
                    decided
                } else {
                    format!("{origin} ({decided})")
                }
            }
            Self::Adapter(namespace) => format!("not sent; read by adapter {namespace}"),
        }
    }
}

/// Whether a host is one variable, or missing.
fn is_variable(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let inner = host.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    origin.is_empty() || inner.is_some_and(|inner| !inner.contains("}}"))
}

impl SecretUse {
    /// Returns how the value is sent, with the operations that do it.
    fn how_exactly(&self) -> String {
        match self.operations.as_slice() {
            [] => self.how.clone(),
            operations if operations.len() > 3 => {
                format!("{} of {} operations", self.how, operations.len())
            }
            operations => {
                let names: Vec<_> = operations.iter().map(|name| code(name)).collect();
                format!("{} of {}", self.how, names.join(", "))
            }
        }
    }

    fn clause(&self) -> String {
        let how = self.how_exactly();
        match &self.receiver {
            Receiver::Host {
                origin, decided_by, ..
            } if decided_by.is_empty() => {
                format!("sent to {} {how}", code(origin))
            }
            Receiver::Host {
                origin, decided_by, ..
            } => {
                let names: Vec<_> = decided_by.iter().map(|name| code(name)).collect();
                let names = names.join(" and ");
                if is_variable(origin) {
                    format!("sent to the host decided by {names} {how}")
                } else {
                    format!("sent to {} (decided by {names}) {how}", code(origin))
                }
            }
            Receiver::Adapter(namespace) => {
                format!("read by the adapter {} {how}, not sent", code(namespace))
            }
        }
    }
}

/// Returns the documentation of a variable: its name, and the receivers of its value. `uses` are sorted by variable.
pub(crate) fn sentence(variable: &str, uses: &[SecretUse]) -> String {
    let first = uses.partition_point(|used| used.variable.as_str() < variable);
    let own = uses
        .iter()
        .skip(first)
        .take_while(|used| used.variable == variable);
    let clauses: Vec<String> = own.map(SecretUse::clause).collect();
    if clauses.is_empty() {
        return code(variable);
    }
    format!("{}, {}", code(variable), clauses.join(" and "))
}

/// Returns a cell without control characters, which a terminal would obey.
fn shown(text: &str) -> String {
    let safe = |character: char| {
        if character.is_control() || is_invisible(character) || matches!(character, '\u{2028}' | '\u{2029}') {
            '\u{fffd}'
        } else {
            character
        }
    };
    text.chars().map(safe).collect()
}

//! Condensed generated code for snapshots.

/// Returns descriptions of APIs and operations, methods, handlers, and structs of inputs and outputs, without documentation, imports and
/// the parts that are equal in every module.
pub fn essence(code: &str) -> String {
    let mut essence = String::new();
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("input_schema: ") {
            essence.push_str(line.trim_start());
            essence.push('\n');
            continue;
        }
        if !begins(line) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let mut item = vec![line];
        let closes = |line: &str| {
            let own = line.len() - line.trim_start().len();
            line.ends_with(';') || (own == indent && line.ends_with('}'))
        };
        if !closes(line) {
            for line in lines.by_ref() {
                item.push(line);
                let own = line.len() - line.trim_start().len();
                if (own == indent && line.ends_with('}')) || (line.ends_with(';') && is_static(item.first()))
                {
                    break;
                }
            }
        }
        if item.iter().any(|line| line.contains("http: HttpClient")) {
            continue;
        }
        for line in item.iter().filter(|line| !line.trim_start().starts_with("//")) {
            essence.push_str(line.get(indent..).unwrap_or(line));
            essence.push('\n');
        }
    }
    essence
}

fn is_static(line: Option<&&str>) -> bool {
    line.is_some_and(|line| line.contains("static "))
}

fn begins(line: &str) -> bool {
    let code = line.trim_start();
    let is_static = (code.starts_with("static ") || code.starts_with("pub(") && code.contains("static "))
        && !code.contains("SERVER")
        && !code.contains("TOOLS");
    let is_method = code.starts_with("pub async fn ")
        || code.starts_with("pub fn ") && (code.contains("<'a>(") || code.contains("-> PendingCall<"))
        || line.starts_with("    fn ") && code.ends_with('(');
    let is_routes = code.starts_with("pub fn routes(");
    let is_struct = code.starts_with("pub struct ") && code.ends_with('{');
    is_static || is_method || is_routes || is_struct
}

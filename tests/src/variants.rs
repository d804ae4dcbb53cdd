//! Variants of published specs with other keys, other structures and parts of each other.

use crate::hostile::Numbers;

/// Keys, and other names that authors use for them.
const SYNONYMS: [(&str, &[&str]); 34] = [
    ("label", &["display", "title", "name", "displayName"]),
    ("display", &["label", "title"]),
    ("name", &["id", "key", "label", "operationId", "Name"]),
    ("namespace", &["name", "id", "ns"]),
    (
        "baseUri",
        &[
            "baseUrl",
            "baseURL",
            "uri",
            "url",
            "base_uri",
            "targetUri",
            "server",
        ],
    ),
    ("path", &["uri", "url", "route", "Path"]),
    ("method", &["verb", "httpMethod", "type"]),
    (
        "inputParameters",
        &["parameters", "inputs", "params", "input", "arguments", "headers"],
    ),
    ("outputParameters", &["outputs", "output", "returns", "response"]),
    ("in", &["location", "place", "placement", "position"]),
    ("type", &["kind", "dataType", "schema", "format"]),
    ("value", &["default", "const", "mapping", "example", "token"]),
    ("mapping", &["value", "path", "jsonPath", "from"]),
    ("required", &["mandatory", "optional", "Required"]),
    ("description", &["summary", "doc", "about"]),
    ("call", &["ref", "operation", "calls", "target", "uses"]),
    ("with", &["inputs", "args", "arguments", "parameters", "mappings"]),
    ("body", &["requestBody", "data", "payload"]),
    ("data", &["content", "value", "json", "template"]),
    ("authentication", &["auth", "security", "credentials"]),
    ("token", &["value", "bearer", "key", "apiKey"]),
    ("key", &["name", "header", "apiKey"]),
    ("placement", &["in", "location"]),
    ("username", &["user", "clientId"]),
    ("password", &["pass", "secret", "clientSecret"]),
    ("binds", &["externalRefs", "bindings", "env"]),
    ("keys", &["variables", "values"]),
    ("hints", &["annotations", "semantics"]),
    ("readOnly", &["readOnlyHint", "safe"]),
    ("port", &["Port", "listen"]),
    ("transport", &["protocol"]),
    ("resources", &["paths", "endpoints", "operations", "tools"]),
    ("tools", &["functions", "operations", "resources", "skills"]),
    ("operations", &["methods", "actions", "functions", "tools"]),
];

/// Values of other types, and unusual ones.
const VALUES: [&str; 22] = [
    "null",
    "true",
    "7",
    "-1.5",
    "''",
    "[]",
    "{}",
    "[a, b]",
    "{a: 1}",
    "'{{x}}'",
    "'{{tools.x}}'",
    "$.a[0]",
    "$.items[*].id",
    "object",
    "array",
    "file",
    "binary",
    "multipartForm",
    "POST",
    "'{{env.TOKEN}}'",
    "'https://{host}.test/{{X}}'",
    "rest.type",
];

/// Returns a spec that differs from another one in a few places. Some parts come from `others`.
pub fn variant(text: &str, others: &[&str], numbers: &mut Numbers) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..=numbers.below(5) {
        if lines.is_empty() {
            break;
        }
        let at = numbers.below(lines.len());
        match numbers.below(9) {
            0 | 1 => rename(&mut lines, at, numbers),
            2 => rename_all(&mut lines, numbers),
            3 => {
                let end = block(&lines, at);
                lines.drain(at..end);
            }
            4 => {
                let copy: Vec<String> = lines.get(at..block(&lines, at)).unwrap_or_default().to_vec();
                lines.splice(at..at, copy);
            }
            5 | 6 => set(&mut lines, at, numbers),
            7 => as_maps(&mut lines, at),
            _ => graft(&mut lines, at, others, numbers),
        }
    }
    lines.join("\n") + "\n"
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns the end of the block that begins with a line.
fn block(lines: &[String], at: usize) -> usize {
    let own = lines.get(at).map_or(0, |line| indent(line));
    let rest = lines.iter().skip(at + 1);
    at + 1
        + rest
            .take_while(|line| indent(line) > own || line.trim().is_empty())
            .count()
}

/// Returns the key of a line, without the dash of an item.
fn key(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line);
    line.split_once(':').map(|(key, _)| key)
}

fn synonym(key: &str, numbers: &mut Numbers) -> Option<&'static str> {
    let (_, words) = SYNONYMS.iter().find(|(known, _)| *known == key)?;
    numbers.pick(words)
}

fn rename(lines: &mut [String], at: usize, numbers: &mut Numbers) {
    let Some(line) = lines.get_mut(at) else { return };
    let Some(old) = key(line).map(str::to_owned) else {
        return;
    };
    if let Some(new) = synonym(&old, numbers) {
        *line = line.replacen(&format!("{old}:"), &format!("{new}:"), 1);
    }
}

/// Renames a key in the whole spec.
fn rename_all(lines: &mut [String], numbers: &mut Numbers) {
    let Some((old, words)) = SYNONYMS.get(numbers.below(SYNONYMS.len())) else {
        return;
    };
    let new = numbers.pick(words).unwrap_or(old);
    for line in lines.iter_mut().filter(|line| key(line) == Some(*old)) {
        *line = line.replacen(&format!("{old}:"), &format!("{new}:"), 1);
    }
}

/// Replaces the value of a key, and removes the block below it.
fn set(lines: &mut Vec<String>, at: usize, numbers: &mut Numbers) {
    let end = block(lines, at);
    let value = numbers.pick(&VALUES).unwrap_or_default();
    let Some(line) = lines.get_mut(at) else { return };
    let Some((head, _)) = line.split_once(':') else {
        return;
    };
    *line = format!("{head}: {value}");
    lines.drain(at + 1..end);
}

/// Rewrites a list of named objects as a map.
fn as_maps(lines: &mut [String], at: usize) {
    let Some(own) = lines.get(at).map(|line| indent(line)) else {
        return;
    };
    for line in lines.iter_mut().filter(|line| indent(line) == own) {
        if let Some(name) = line.trim_start().strip_prefix("- name:") {
            *line = format!("{}{}:", " ".repeat(own), name.trim());
        }
    }
}

/// Inserts a block of another spec, in place of the block with the same key or next to it.
fn graft(lines: &mut Vec<String>, at: usize, others: &[&str], numbers: &mut Numbers) {
    let Some((own, wanted)) = lines
        .get(at)
        .and_then(|line| Some((indent(line), key(line)?.to_owned())))
    else {
        return;
    };
    let lender: Vec<String> = numbers
        .pick(others)
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect();
    let begins = lender.iter().position(|line| key(line) == Some(wanted.as_str()));
    let Some(begin) = begins else { return };
    let theirs = lender.get(begin).map_or(0, |line| indent(line));
    let shifted = lender
        .get(begin..block(&lender, begin))
        .unwrap_or_default()
        .iter()
        .map(|line| format!("{}{}", " ".repeat(own), line.get(theirs..).unwrap_or_default()));
    let shifted: Vec<String> = shifted.collect();
    let end = if numbers.below(4) == 0 {
        at
    } else {
        block(lines, at)
    };
    lines.splice(at..end, shifted);
}

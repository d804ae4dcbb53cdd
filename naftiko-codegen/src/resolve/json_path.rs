//! Paths into JSON: child, index and wildcard steps are compiled; the rest is told apart as valid or not.

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
    Each,
}

/// Why a path was not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A valid path that is not compiled: what it uses.
    Unsupported(&'static str),
    /// No path: what is wrong, and the byte where.
    Invalid(&'static str, usize),
}

/// Reads a path; `$` and `$.` are the whole document.
pub(crate) fn parse(path: &str) -> Result<Vec<Step>, Refusal> {
    let text = path.trim();
    let Some(mut rest) = text.strip_prefix('$') else {
        return Err(Refusal::Invalid("a path starts with `$`", 0));
    };
    let mut steps = Vec::new();
    if rest == "." {
        return Ok(steps);
    }
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        rest = if rest.starts_with("..") {
            return Err(Refusal::Unsupported("recursive descent (`..`)"));
        } else if let Some(after) = rest.strip_prefix('.') {
            name(after, at, &mut steps)?
        } else if let Some(after) = rest.strip_prefix('[') {
            bracket(after, at, &mut steps)?
        } else {
            return Err(Refusal::Invalid("expected `.` or `[`", at));
        };
    }
    Ok(steps)
}

fn name<'a>(text: &'a str, at: usize, steps: &mut Vec<Step>) -> Result<&'a str, Refusal> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    match name {
        "" => return Err(Refusal::Invalid("expected a name after `.`", at)),
        "*" => steps.push(Step::Each),
        _ if name.ends_with("()") => return Err(Refusal::Unsupported("a function")),
        _ => steps.push(Step::Key(name.to_owned())),
    }
    Ok(rest)
}

fn bracket<'a>(text: &'a str, at: usize, steps: &mut Vec<Step>) -> Result<&'a str, Refusal> {
    if let Some(quote) = text.chars().next().filter(|quote| matches!(quote, '\'' | '"')) {
        let inside = text.get(1..).unwrap_or_default();
        let end = inside
            .find(quote)
            .ok_or(Refusal::Invalid("the quote is not closed", at))?;
        let (key, after) = inside.split_at(end);
        let after = after.get(1..).unwrap_or_default();
        let rest = after.strip_prefix(']').ok_or(if after.starts_with(',') {
            Refusal::Unsupported("a union (`['a','b']`)")
        } else {
            Refusal::Invalid("expected `]`", at)
        })?;
        steps.push(Step::Key(key.to_owned()));
        return Ok(rest);
    }
    let end = text.find(']').ok_or(Refusal::Invalid("`[` is not closed", at))?;
    let (inside, rest) = text.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    match inside.trim() {
        "*" => steps.push(Step::Each),
        inside if inside.starts_with('?') => return Err(Refusal::Unsupported("a filter (`[?…]`)")),
        inside if inside.contains(':') => return Err(Refusal::Unsupported("a slice (`[a:b]`)")),
        inside if inside.contains(',') => return Err(Refusal::Unsupported("a union (`[a,b]`)")),
        inside if inside.starts_with('-') => {
            return Err(Refusal::Unsupported("an index from the end (`[-1]`)"));
        }
        inside => {
            let invalid = |_| Refusal::Invalid("expected an index, `*` or a quoted name", at);
            steps.push(Step::Index(inside.parse().map_err(invalid)?));
        }
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Step {
        Step::Key(name.to_owned())
    }

    #[test]
    fn children_indexes_and_wildcards_are_compiled() {
        assert_eq!(parse("$"), Ok(vec![]));
        assert_eq!(parse("$."), Ok(vec![]));
        assert_eq!(
            parse("$.a[0]['b c'].d[*].e"),
            Ok(vec![
                key("a"),
                Step::Index(0),
                key("b c"),
                key("d"),
                Step::Each,
                key("e")
            ])
        );
    }

    #[test]
    fn the_rest_is_told_apart() {
        assert!(matches!(parse("$..a"), Err(Refusal::Unsupported(_))));
        assert!(matches!(parse("$.a[?(@.b)]"), Err(Refusal::Unsupported(_))));
        assert!(matches!(parse("a.b"), Err(Refusal::Invalid(_, 0))));
        assert!(matches!(parse("$.a["), Err(Refusal::Invalid(_, 3))));
        assert!(matches!(parse("$.a..b"), Err(Refusal::Unsupported(_))));
    }
}

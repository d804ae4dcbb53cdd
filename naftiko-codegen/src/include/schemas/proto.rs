//! Validation of Protobuf schemas: matching brackets, a message, and no imports except Protobuf's own. The parser of the runtime reports
//! other errors.

/// Checks a schema. The error is the problem, for the end of a message.
pub(super) fn check(text: &str) -> Result<(), String> {
    let tokens = tokens(text)?;
    let mut depth = 0_usize;
    let mut messages = 0;
    for (index, (token, line)) in tokens.iter().enumerate() {
        let following = |offset: usize| tokens.get(index + offset).map_or("", |(token, _)| token.as_str());
        match token.as_str() {
            "{" => depth += 1,
            "}" => {
                let outer = depth.checked_sub(1);
                depth = outer.ok_or_else(|| format!("unmatched `}}` in line {line}"))?;
            }
            "message" if depth == 0 && following(2) == "{" => messages += 1,
            "import" if depth == 0 => {
                let path = ["public", "weak"].contains(&following(1));
                let path = following(if path { 2 } else { 1 }).trim_matches(['"', '\'']);
                if !path.starts_with("google/protobuf/") {
                    return Err(format!(
                        "line {line} imports `{path}`, but a schema may import `google/protobuf/…` only"
                    ));
                }
            }
            _ => {}
        }
    }
    if depth > 0 {
        return Err("unclosed `{`".to_owned());
    }
    if messages == 0 {
        return Err("no message".to_owned());
    }
    Ok(())
}

type Token = (String, usize);

/// Returns words, strings and punctuation with their lines, without comments.
fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut line = 1;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\n' => line += 1,
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|next| *next != '\n').is_some() {},
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut last = ' ';
                let end = rest.find(|next| {
                    line += usize::from(*next == '\n');
                    std::mem::replace(&mut last, *next) == '*' && *next == '/'
                });
                end.ok_or("unterminated comment")?;
            }
            '"' | '\'' => {
                let mut word = String::from(character);
                let mut escaped = false;
                let end = rest.find(|next| {
                    word.push(*next);
                    let ends = (*next == character && !escaped) || *next == '\n';
                    escaped = *next == '\\' && !escaped;
                    ends
                });
                if end != Some(character) {
                    return Err(format!("unterminated string in line {line}"));
                }
                tokens.push((word, line));
            }
            word if is_word(word) => {
                let mut word = String::from(word);
                while let Some(next) = rest.next_if(|next| is_word(*next)) {
                    word.push(next);
                }
                tokens.push((word, line));
            }
            sign if !sign.is_whitespace() => tokens.push((sign.to_string(), line)),
            _ => {}
        }
    }
    Ok(tokens)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn check_requires_a_message_and_no_other_files() {
        let right = "syntax = \"proto3\"; // message {\n/* } **/ import public \"google/protobuf/timestamp.proto\";\n\
                     message User { string name = 1 [json_name = \"a\\\"}\"]; message Inner {} }";
        assert_eq!(check(right), Ok(()));
        for (wrong, why) in [
            ("", "no message"),
            ("syntax = \"proto3\";\nenum E { A = 0; }", "no message"),
            ("message A {", "unclosed `{`"),
            ("message A {}\n}", "unmatched `}` in line 2"),
            (
                "\nimport \"other.proto\";",
                "line 2 imports `other.proto`, but a schema may import `google/protobuf/…` only",
            ),
            ("syntax = \"proto3;\n", "unterminated string in line 1"),
            ("/* message A {}", "unterminated comment"),
        ] {
            assert_eq!(check(wrong), Err(why.to_owned()), "{wrong}");
        }
    }
}

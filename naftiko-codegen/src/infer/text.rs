//! Forms of texts.

/// The longest word that is a value of an enum.
const LONGEST: usize = 40;

/// Tells whether a text has a form.
type Form = fn(&str) -> bool;

/// Returns the format that all texts have.
pub(super) fn format(texts: &[&str]) -> Option<&'static str> {
    let formats: [(&str, Form); 5] = [
        ("date-time", is_date_time),
        ("date", is_date),
        ("uuid", is_uuid),
        ("uri", is_uri),
        ("email", is_email),
    ];
    let has_all = |is: Form| !texts.is_empty() && texts.iter().all(|text| is(text));
    let mut formats = formats.into_iter();
    formats.find(|(_, is)| has_all(*is)).map(|(name, _)| name)
}

/// Returns whether a text has the characters of a pattern, in which `0` is a digit, `f` a hexadecimal one, and others are themselves.
fn has_form(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            b'f' => byte.is_ascii_hexdigit(),
            form => byte == form,
        })
}

fn is_date(text: &str) -> bool {
    has_form(text, "0000-00-00")
}

fn is_date_time(text: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let rest = rest.trim_start_matches(|character: char| character == '.' || character.is_ascii_digit());
    has_form(&start.replace(' ', "T"), "0000-00-00T00:00:00")
        && (rest == "Z"
            || ["+00:00", "-00:00", "+0000", "-0000"]
                .iter()
                .any(|form| has_form(rest, form)))
}

fn is_uuid(text: &str) -> bool {
    has_form(text, "ffffffff-ffff-ffff-ffff-ffffffffffff")
}

fn is_uri(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace) && !host.contains('@')
    })
}

/// Returns whether a text may be the value of an enum: a word that starts with a letter.
pub(super) fn is_word(text: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || "_-.".contains(character);
    text.len() <= LONGEST
        && text.starts_with(|first: char| first.is_alphabetic())
        && text.chars().all(is_part)
}

/// Returns whether a name is data, such as an id, a number or a date, and not the name of a member.
pub(super) fn is_data(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    is_uuid(name) || is_date(name) || is_date_time(name) || (digits > 0 && digits * 3 >= name.len())
}

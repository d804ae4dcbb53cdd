//! Formatting of generated code.

/// Formats a file with prettyplease and adds a blank line between items.
pub(crate) fn format(file: &syn::File) -> String {
    spaced(&prettyplease::unparse(file))
}

/// Adds a blank line between items and between the members of an `impl` or `trait`, which prettyplease omits.
///
/// Generated files have no string over several lines, so each line can be read alone.
fn spaced(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let mut previous = "";
    let mut bodies: Vec<usize> = Vec::new();
    // Whether this line continues an attribute of an item from an earlier line.
    let mut attribute = false;
    for line in source.lines() {
        let indent = indent(line);
        while bodies
            .last()
            .is_some_and(|body| indent <= *body && !line.trim().is_empty())
        {
            bodies.pop();
        }
        if bodies.is_empty() && !previous.is_empty() && starts_item(line) && is_apart(previous, line) {
            out.push('\n');
        }
        if opens_body(line) {
            bodies.push(indent);
        }
        out.push_str(line);
        out.push('\n');
        previous = if attribute { ATTRIBUTE } else { line };
        attribute = (attribute || line.trim_start().starts_with(ATTRIBUTE)) && !line.ends_with(']');
    }
    out
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns whether the lines after this one are the body of a function.
fn opens_body(line: &str) -> bool {
    let text = line.trim_start();
    let function = [
        "fn ",
        "pub fn ",
        "async fn ",
        "pub async fn ",
        "pub const fn ",
        "pub(crate) fn ",
    ]
    .iter()
    .any(|start| text.starts_with(start));
    function && !text.ends_with(';') && !text.ends_with('}')
}

const ITEMS: [&str; 12] = [
    "///", "#[", "pub ", "pub(", "fn ", "async fn", "impl", "static", "const ", "struct", "trait", "use ",
];

const ATTRIBUTE: &str = "#[";

fn starts_item(line: &str) -> bool {
    let text = line.trim_start();
    ITEMS.iter().any(|start| text.starts_with(start)) || text.starts_with("#![")
}

/// Returns whether a blank line belongs between two lines, of which the later one starts an item.
fn is_apart(previous: &str, line: &str) -> bool {
    let (previous, line) = (previous.trim_start(), line.trim_start());
    let declares =
        |text: &str| (text.starts_with("pub mod ") || text.starts_with("pub use ")) && text.ends_with(';');
    let imports = |text: &str| text.starts_with("use ");
    if declares(previous) && declares(line) || imports(line) && (imports(previous) || previous == "};") {
        return false;
    }
    if previous.starts_with("///") || previous.starts_with(ATTRIBUTE) {
        return false;
    }
    if line.starts_with("#![") {
        return previous.starts_with("//!");
    }
    previous.starts_with("//!")
        || matches!(previous, "}" | "};" | "];" | ")]")
        || previous.starts_with("#![") && previous.ends_with(']')
        || previous.ends_with(';')
        || previous.ends_with('}')
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn format_adds_blank_lines_between_items_and_not_in_bodies() {
        let file = parse_quote! {
            //! About.
            #![allow(dead_code)]
            pub mod a;
            pub mod b;
            use x::Y;
            use z::Z;
            static A: u8 = 1;
            /// Doc.
            #[allow(clippy::wrong_self_convention, reason = "so long that it takes more lines than one")]
            pub struct S { pub a: u8 }
            impl S {
                fn one(&self) { let a = if true { 1 } else { 2 }; drop(a); }
                /// Two.
                fn two(&self) {}
            }
        };
        let text = format(&file);
        insta::assert_snapshot!(text, @r#"
        //! About.

        #![allow(dead_code)]

        pub mod a;
        pub mod b;

        use x::Y;
        use z::Z;

        static A: u8 = 1;

        /// Doc.
        #[allow(
            clippy::wrong_self_convention,
            reason = "so long that it takes more lines than one"
        )]
        pub struct S {
            pub a: u8,
        }

        impl S {
            fn one(&self) {
                let a = if true { 1 } else { 2 };
                drop(a);
            }

            /// Two.
            fn two(&self) {}
        }
        "#);
    }
}

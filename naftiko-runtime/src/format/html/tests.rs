use serde_json::json;

use super::*;

fn read(text: &str, selector: Option<&str>) -> Result<Value, String> {
    to_json(text, selector, &FormatLimits::default()).map_err(|error| error.to_string())
}

fn assert_rejected(text: &str, why: &str) {
    let limits = FormatLimits {
        values: 100_000,
        text: 8_000_000,
        ..FormatLimits::default()
    };
    let error = to_json(text, None, &limits).err().map(|error| error.to_string());
    let error = error.unwrap_or_default();
    assert!(error.contains(why), "{why}: {error}");
}

const TWO: &str = "<h1>Prices</h1>
    <table class='products'><thead><tr><th>Name</th><th> Price </th></tr></thead>
    <tbody><tr><td>Rope <b>20</b>m</td><td>9<br>EUR</td></tr><tr><th>Sum</th><td>9</td></tr></tbody></table>
    <div id=other><table><tr><th>Id<tr><td>1<tr><td>2</table></div>
    <table><tr><td>no header</td></tr></table>";

#[test]
fn table_is_read_as_list_of_rows() {
    assert_eq!(
        read(TWO, None),
        Ok(json!({"tables": [
            [{"Name": "Rope 20m", "Price": "9 EUR"}],
            [{"Id": "1"}, {"Id": "2"}]
        ]}))
    );
    assert_eq!(read("<p>none</p>", None), Ok(json!({"tables": []})));
}

#[test]
fn selector_limits_the_tables() {
    let products = json!({"tables": [[{"Name": "Rope 20m", "Price": "9 EUR"}]]});
    assert_eq!(read(TWO, Some("table.products")), Ok(products));
    let other = json!({"tables": [[{"Id": "1"}, {"Id": "2"}]]});
    assert_eq!(read(TWO, Some("#other")), Ok(other.clone()));
    assert_eq!(read(TWO, Some("div > table")), Ok(other));
    assert_eq!(read(TWO, Some("table.none")), Ok(json!({"tables": []})));
    assert_eq!(
        read(TWO, Some("table[")),
        Err("expected a CSS selector at `$`, got an invalid selector".to_owned())
    );
}

#[test]
fn row_has_the_names_of_the_header() {
    assert_eq!(
        read("<table><tr><th>a<th>b<tr><td>1<tr><td>2<td>3<td>4</table>", None),
        Ok(json!({"tables": [[{"a": "1", "b": ""}, {"a": "2", "b": "3"}]]}))
    );
}

#[test]
fn nested_table_is_read_separately() {
    let text = "<table><tr><th>a<tr><td>1 <table><tr><th>b<tr><td>2</table></table>";
    assert_eq!(
        read(text, None),
        Ok(json!({"tables": [[{"a": "1 b 2"}], [{"b": "2"}]]}))
    );
}

#[test]
fn script_is_not_read_as_text() {
    let text = "<table><tr><th>a<tr><td>1<script>2</script><!-- 3 --><p>4<p>5</table>";
    assert_eq!(read(text, None), Ok(json!({"tables": [[{"a": "1 4 5"}]]})));
}

#[test]
fn huge_or_deep_document_is_rejected() {
    assert_rejected(&"<div>".repeat(1_000_000), "levels");
    assert_rejected(&"<table><tr><td>".repeat(500_000), "levels");
    assert_rejected(&"<template>".repeat(500_000), "levels");
    let formatting = (0..400).fold(String::new(), |all, n| all + &format!("<b id=b{n}>"));
    assert_rejected(&format!("<p>{formatting}{}", "<p>x".repeat(10_000)), "values");
    assert_rejected(&"<br>".repeat(110_000), "values");
    assert_rejected(
        &format!("<table><tr>{}</table>", "<th>a".repeat(5_000)),
        "columns",
    );
    let long = format!(
        "<table><tr><th>{}{}</table>",
        "n".repeat(1_000_000),
        "<tr><td>1".repeat(1_000)
    );
    assert_rejected(&long, "bytes of text");
}

#[test]
fn tags_with_endless_names_are_rejected() {
    let many = (0..110_000).fold(String::from("<p"), |all, n| all + &format!(" a{n}"));
    assert_rejected(&many, "names");
    let names = (0..110_000).fold(String::new(), |all, n| all + &format!("</a{n}>"));
    assert_rejected(&names, "names");
}

proptest::proptest! {
    /// The tree equals the one that html5ever builds itself, except for comments and document types.
    #[test]
    fn replaced_text_does_not_change_the_tree(soup in proptest::collection::vec(proptest::sample::select(SOUP.to_vec()), 0..30)) {
        let text = soup.concat();
        let parsed = parse::parse(&text, &FormatLimits::default()).map(|html| shown(&html));
        let expected = shown(&scraper::Html::parse_document(&text));
        proptest::prop_assert_eq!(parsed.map_err(|error| error.to_string()), Ok(expected), "{}", text);
    }
}

/// Every node except comments and document types, with its level.
fn shown(html: &scraper::Html) -> String {
    let mut level = 0;
    let mut nodes = Vec::new();
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                level += 1;
                if !node.value().is_comment() && !node.value().is_doctype() {
                    nodes.push(format!("{level} {:?}", node.value()));
                }
            }
            Edge::Close(_) => level -= 1,
        }
    }
    nodes.join("\n")
}

/// Fragments of pages, including those that move other elements.
const SOUP: &[&str] = &[
    "<!DOCTYPE html>",
    "<!doctype HTML public '-//W3C//DTD HTML 4.01 Transitional//EN'>",
    "<!DOCTYPE x system 'y'>",
    "<table>",
    "<table class=' a b ' id=7;>",
    "</table>",
    "<tr>",
    "<td>",
    "<th A=1 a=2 b=''>",
    "<tbody>",
    "<caption>",
    "<col>",
    "<colgroup>",
    "<p>",
    "</p>",
    "<b x=1>",
    "<b x=2>",
    "</b>",
    "<a href='?a=1&amp;b=2&copy=3'>",
    "</a>",
    "<div Data-Own=x>",
    "</div>",
    "<direct-thing>",
    "</direct-thing>",
    "<masked-0 masked-1=masked-2>",
    "<svg viewbox='0 0 1 1' foo=bar>",
    "<foreignobject>",
    "<math><annotation-xml encoding='Text/HTML'>",
    "<![CDATA[ x<y ]]>",
    "</svg>",
    "<input type=Hidden>",
    "<input type=text value='3;4;'>",
    "<select><option>",
    "<template>",
    "</template>",
    "<script>if (a < b) '</b>'</script>",
    "<style>p > a { b: c; }</style>",
    "<textarea>\n<b>&lt;",
    "</textarea>",
    "<title>&amp;</title>",
    "<pre>\n",
    "<plaintext>",
    "<body class=x>",
    "<head>",
    "</body>",
    "</html>",
    "<frameset>",
    "<!-- c -->",
    "<br/>",
    "</br>",
    " ",
    "\n\t",
    "\r\n",
    "\0",
    "word",
    " two words ",
    "12;",
    "3",
    ";",
    "&#x41;&notit;&#0;",
    "\u{fffd}ä",
    "<",
    "</",
];

#[test]
fn any_text_is_valid_html() {
    for text in [
        "<",
        "<table",
        "<table><tr><th>a",
        "</table>",
        "\0",
        "<!doctype",
        "<table><tr><th",
        "&#x;",
    ] {
        assert!(read(text, None).is_ok(), "{text}");
    }
}

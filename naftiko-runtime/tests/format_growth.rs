//! Tests: the time of a conversion grows with the body, not with its square.
#![cfg(all(
    feature = "avro",
    feature = "csv",
    feature = "html",
    feature = "markdown",
    feature = "protobuf",
    feature = "xml",
    feature = "yaml"
))]

use std::time::{Duration, Instant};

use naftiko::format::{Format, FormatLimits};

/// The time of the smaller body of a shape, long enough that a ratio tells something.
const SHORTEST: Duration = Duration::from_millis(10);

/// The most parts of the smaller body. Those that are still fast then have no ratio to look at.
const MOST_PARTS: usize = 32_000;

/// A time that is the square of that many parts would be longer.
const FAST: Duration = Duration::from_millis(150);

/// Bodies of one shape: a start, a part for each number, and an end.
struct Shape {
    format: Format,
    schema: Option<&'static str>,
    start: &'static str,
    part: fn(usize) -> String,
    end: &'static str,
}

const fn shape(format: Format, start: &'static str, part: fn(usize) -> String, end: &'static str) -> Shape {
    Shape {
        format,
        schema: None,
        start,
        part,
        end,
    }
}

impl Shape {
    fn body(&self, parts: usize) -> Vec<u8> {
        let parts: String = (0..parts).map(self.part).collect();
        format!("{}{parts}{}", self.start, self.end).into_bytes()
    }

    /// Returns a number of parts whose conversion takes a time that can be compared.
    fn comparable_parts(&self) -> usize {
        let mut parts = 500;
        while parts < MOST_PARTS && self.time(parts) < SHORTEST {
            parts *= 2;
        }
        parts
    }

    /// Returns the shortest time of three conversions. A body that is rejected takes its time too.
    fn time(&self, parts: usize) -> Duration {
        let body = self.body(parts);
        let times = (0..3).map(|_| {
            let (started, cpu) = (Instant::now(), cpu_time());
            let _ = self.format.to_json(&body, self.schema, &FormatLimits::default());
            let spent = cpu.and_then(|before| cpu_time()?.checked_sub(before));
            let spent = spent.filter(|spent| !spent.is_zero());
            spent.unwrap_or_else(|| started.elapsed())
        });
        times.min().unwrap_or_default()
    }
}

/// Returns the processor time of this thread, which other processes do not change; `None` where the system does not tell.
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

const SHAPES: &[Shape] = &[
    shape(Format::Html, "<p", |n| format!(" a{n}"), ">"),
    shape(Format::Html, "<p", |n| format!(" a{n}=b{n}"), ">"),
    shape(Format::Html, "<p", |_| " a".to_owned(), ">"),
    shape(Format::Html, "</p", |n| format!(" a{n}"), ">"),
    shape(Format::Html, "<b", |n| format!(" a{n}"), "><p>x<p>x<p>x"),
    shape(Format::Html, "<body>", |n| format!("<body a{n}=1>"), ""),
    shape(Format::Html, "<html", |n| format!(" a{n}"), "><html b>"),
    shape(Format::Html, "<p class='", |n| format!(" a{n}"), "'>"),
    shape(Format::Html, "", |n| format!("<b id={n}></b>"), ""),
    shape(Format::Html, "<table>", |n| format!("<b>{n}</b>"), "</table>"),
    shape(
        Format::Html,
        "<table><tr><th>a",
        |n| format!("<tr><td>{n}"),
        "</table>",
    ),
    shape(Format::Html, "", |_| "<table><tr><th>a</table>".to_owned(), ""),
    shape(Format::Html, "", |_| "<a><p></a>".to_owned(), ""),
    shape(Format::Html, "<p>", |_| "&amp;".to_owned(), ""),
    shape(Format::Html, "<p>", |_| "\0".to_owned(), ""),
    shape(Format::Html, "<!--", |_| "-".to_owned(), "-->"),
    shape(Format::Html, "<script>", |_| "<!--<script>".to_owned(), ""),
    shape(Format::Xml, "<a", |n| format!(" a{n}='1'"), "/>"),
    shape(Format::Xml, "<a", |n| format!(" xmlns:a{n}='u{n}'"), "/>"),
    shape(Format::Xml, "<a", |_| " a='1'".to_owned(), "/>"),
    shape(Format::Xml, "<a>", |n| format!("<b{n}/>"), "</a>"),
    shape(Format::Xml, "<a>", |_| "x<b/>".to_owned(), "</a>"),
    shape(Format::Xml, "<a>", |_| "&amp;".to_owned(), "</a>"),
    shape(Format::Xml, "<a>", |_| "<![CDATA[x]]>".to_owned(), "</a>"),
    shape(Format::Xml, "<a><!--", |_| "- ".to_owned(), "--></a>"),
    shape(Format::Csv, "", |n| format!("a{n},"), "\n1"),
    shape(Format::Csv, "a,b\n", |n| format!("{n},1\n"), ""),
    shape(Format::Csv, "a\n", |_| "\"\"".to_owned(), ""),
    shape(Format::Yaml, "", |n| format!("a{n}: 1\n"), ""),
    shape(Format::Yaml, "", |_| "a: 1\n".to_owned(), ""),
    shape(Format::Yaml, "{", |n| format!("a{n}: 1, "), "}"),
    shape(Format::Yaml, "", |n| format!("- &a{n} 1\n"), ""),
    shape(Format::Yaml, "- &a [1]\n", |_| "- *a\n".to_owned(), ""),
    shape(Format::Yaml, "- &a {b: 1}\n", |_| "- {<<: *a}\n".to_owned(), ""),
    shape(
        Format::Yaml,
        "",
        |n| format!("%TAG !a{n}! tag:a,2000:\n"),
        "--- 1",
    ),
    shape(Format::Yaml, "a: |\n", |_| "\n".to_owned(), "  b"),
    shape(Format::Yaml, "a: |\n", |_| "  b\n".to_owned(), ""),
    shape(Format::Yaml, "a: b\n", |_| "  b\n".to_owned(), ""),
    shape(Format::Yaml, "\"", |_| "\\n\n".to_owned(), "\""),
    shape(Format::Yaml, "", |_| "# a\n".to_owned(), ""),
    shape(Format::Yaml, "", |_| "? a\n".to_owned(), ""),
    shape(Format::Yaml, "[", |_| "a ".to_owned(), "]"),
    shape(Format::Yaml, "[", |_| ",".to_owned(), "]"),
    shape(Format::Markdown, "# a\n", |_| "*a ".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "*a **a ".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "[a](".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "![[]()".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "[a][".to_owned(), ""),
    shape(
        Format::Markdown,
        "# a\n",
        |n| format!("{}b", "`".repeat(n % 500)),
        "",
    ),
    shape(Format::Markdown, "# a\n", |n| format!("[a{n}]: b\n"), ""),
    shape(Format::Markdown, "[a]: b\n\n", |_| "[a] ".to_owned(), ""),
    shape(Format::Markdown, "", |_| "> ".to_owned(), "a"),
    shape(Format::Markdown, "", |_| "- ".to_owned(), "a"),
    shape(Format::Markdown, "", |_| "- a\n".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "<a ".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "<!-- ".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "<?".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "<![CDATA[".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "~~a ".to_owned(), ""),
    shape(Format::Markdown, "# a\n", |_| "&".to_owned(), ""),
    shape(Format::Markdown, "", |_| "# a\n".to_owned(), ""),
    shape(Format::Markdown, "", |_| "|a".to_owned(), "\n|-"),
    shape(Format::Markdown, "|a|\n|-|\n", |_| "|a|\n".to_owned(), ""),
    shape(Format::Markdown, "---\n", |n| format!("a{n}: 1\n"), "---\n"),
];

/// A time that is the square of the size would be 16 times as long. Other processes may take time too, so that the
/// best of several measurements counts.
#[test]
fn time_of_a_conversion_grows_with_the_body() {
    for shape in SHAPES {
        let parts = shape.comparable_parts().min(MOST_PARTS);
        let mut times = (0..6).map(|_| (shape.time(parts), shape.time(4 * parts)));
        let grows = times.any(|(few, many)| many < few * 9 || parts == MOST_PARTS && many < FAST);
        let shown = shape.body(3);
        let shown = String::from_utf8_lossy(&shown);
        assert!(grows, "{parts} parts of {:?} {shown}", shape.format);
    }
}

/// A page of half a megabyte whose names html5ever would compare with each other for seconds.
#[test]
fn names_of_a_page_are_limited() {
    for body in [
        (0..60_000).fold("<p".to_owned(), |all, n| all + &format!(" a{n}")),
        (0..60_000).fold(String::new(), |all, n| all + &format!("<a{n}></a{n}>")),
        (0..60_000).fold(String::new(), |all, n| all + &format!("<p a{n}>")),
    ] {
        let converted = Format::Html.to_json(body.as_bytes(), None, &FormatLimits::default());
        let error = converted.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("more than 4096 names"), "{error}");
    }
}

/// Elements that stay open are compared with each new one.
#[test]
fn steps_through_open_elements_are_limited() {
    let open = (0..500).fold(String::new(), |all, n| all + &format!("<b id={n}>"));
    let body = format!("{open}{}", "<b a b c d></b>".repeat(100_000));
    let converted = Format::Html.to_json(body.as_bytes(), None, &FormatLimits::default());
    let error = converted.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("more than 100000000 steps"), "{error}");
}

/// Each table looks at all elements before it.
#[test]
fn steps_of_selectors_are_limited() {
    let body = "<table></table>".repeat(40_000);
    let selected = |selector| Format::Html.to_json(body.as_bytes(), Some(selector), &FormatLimits::default());
    assert!(selected("body > table").is_ok());
    let error = selected("h2 ~ table").err().map(|error| error.to_string());
    assert!(error.unwrap_or_default().contains("more than 20000000 steps"));
}

/// Each part of a message that is sent in parts looks for all of its fields.
#[test]
fn parts_of_messages_are_limited() {
    const SCHEMA: &str =
        "syntax = \"proto3\"; message A { B b = 1; } message B { int32 c = 1; int32 d = 2; int32 e = 3; }";
    let parts = |count: usize| [0x0a, 0x00].repeat(count);
    let converted = |body: &[u8]| Format::Protobuf.to_json(body, Some(SCHEMA), &FormatLimits::default());
    assert!(converted(&parts(1_000)).is_ok());
    let error = converted(&parts(400_000)).err().map(|error| error.to_string());
    assert!(error.unwrap_or_default().contains("values"));
}

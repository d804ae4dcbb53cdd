use axum::body::Body;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, VARY,
};

use http::Method;

use super::*;

const HOSTS: [&str; 4] = ["localhost", "127.0.0.1", "::1", "desk.example:81"];

const ORIGINS: [&str; 3] = [
    "https://app.example:*",
    "http://other.example:8080",
    "https://any.example/",
];

fn policy(hosts: &[&str], any_address: bool, origins: &[&str]) -> OriginPolicy {
    let owned = |list: &[&str]| list.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    OriginPolicy::new(&owned(hosts), any_address, &owned(origins))
}

fn request(method: Method, target: &str, headers: &[(&str, &str)]) -> Request {
    let mut request = http::Request::builder().method(method).uri(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap_or_default()
}

fn accepted(policy: &OriginPolicy, headers: &[(&str, &str)]) -> bool {
    let checked = policy.check(&Head::of(&request(Method::POST, "/", headers)));
    checked.response.is_none()
}

#[test]
fn foreign_host_is_rejected() {
    let near = policy(&HOSTS, false, &[]);
    let far = policy(&HOSTS, true, &[]);
    for host in [
        "localhost",
        "LOCALHOST:8931",
        "127.0.0.1:1",
        "[::1]:8931",
        "[::1]",
        "localhost:",
        "desk.example:81",
    ] {
        assert!(accepted(&near, &[("host", host)]), "{host}");
        assert!(accepted(&far, &[("host", host)]), "{host}");
    }
    for host in ["192.0.2.1", "192.0.2.1:80", "[2001:db8::1]:80"] {
        assert!(!accepted(&near, &[("host", host)]), "{host}");
        assert!(accepted(&far, &[("host", host)]), "{host}");
    }
    let any = policy(&["*"], false, &[]);
    assert!(accepted(&any, &[("host", "evil.example")]));
    for host in [
        "evil.example",
        "desk.example",
        "desk.example:82",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
    ] {
        assert!(!accepted(&near, &[("host", host)]), "{host}");
        assert!(!accepted(&far, &[("host", host)]), "{host}");
    }
    for host in ["", "a@localhost", "a b", "localhost/evil.example"] {
        for policy in [&near, &far, &any] {
            assert!(!accepted(policy, &[("host", host)]), "{host}");
        }
    }
}

#[test]
fn host_of_the_target_precedes_the_header() {
    let near = policy(&HOSTS, false, &[]);
    let check = |target| near.check(&Head::of(&request(Method::GET, target, &[("host", "localhost")])));
    assert!(check("/mcp").response.is_none());
    assert!(check("http://evil.example/mcp").response.is_some());
}

#[test]
fn foreign_origin_is_rejected() {
    let policy = policy(&HOSTS, false, &ORIGINS);
    let accepted = |origin| accepted(&policy, &[("host", "localhost"), ("origin", origin)]);
    for origin in [
        "https://app.example",
        "https://app.example:444",
        "HTTP://Other.example:8080",
        "https://any.example:1",
        "http://localhost",
    ] {
        assert!(accepted(origin), "{origin}");
    }
    for origin in [
        "http://app.example",
        "http://other.example",
        "http://localhost:3000",
        "null",
        "",
        "localhost",
        "https://app.example@evil.example",
        "https://app.example.evil.example",
    ] {
        assert!(!accepted(origin), "{origin}");
    }
}

#[test]
fn any_origin_and_null_are_accepted_where_they_are_listed() {
    let of = |origins: &[&str], origin| {
        let headers = [("host", "localhost"), ("origin", origin)];
        accepted(&policy(&HOSTS, false, origins), &headers)
    };
    assert!(of(&["*"], "https://evil.example") && of(&["*"], "null"));
    assert!(of(&["null"], "null") && !of(&["null"], "https://evil.example"));
    for invalid in ["app.example", "https://", "https://a b", "https://a/b", ""] {
        assert!(!is_origin(invalid), "{invalid}");
    }
}

#[test]
fn own_origin_has_the_same_host_and_port() {
    let own = |host, origin| {
        let listed = policy(&["localhost", "::1", "desk.example"], false, &[]);
        accepted(&listed, &[("host", host), ("origin", origin)])
    };
    for (host, origin) in [
        ("localhost:8931", "http://localhost:8931"),
        ("LOCALHOST:8931", "http://localhost:8931"),
        ("[::1]:8931", "http://[::1]:8931"),
        ("desk.example", "http://desk.example"),
        ("desk.example", "https://desk.example"),
        ("desk.example:443", "https://desk.example"),
    ] {
        assert!(own(host, origin), "{origin}");
    }
    for (host, origin) in [
        ("localhost:8931", "http://localhost:8932"),
        ("localhost:8931", "http://localhost"),
        ("localhost:8931", "http://127.0.0.1:8931"),
        ("localhost:8931", "http://evil.example"),
        ("localhost:8931", "http://localhost:8931@evil.example"),
        ("localhost:8931", "http://localhost:8931.evil.example"),
        ("localhost:8931", "null"),
        ("localhost:8931", "file://localhost:8931"),
        ("localhost:8931", ""),
        ("desk.example", "https://desk.example:80"),
        // A name that was made to resolve to this machine is its own origin, and not one of its names.
        ("evil.example", "http://evil.example"),
    ] {
        assert!(!own(host, origin), "{origin}");
    }
    let any = policy(&["*"], false, &[]);
    let page = [("host", "desk.example"), ("origin", "http://desk.example")];
    assert!(!accepted(&any, &page));
}

#[test]
fn request_with_two_origins_is_rejected() {
    let policy = policy(&HOSTS, false, &ORIGINS);
    let twice = [
        ("host", "localhost"),
        ("origin", "https://app.example"),
        ("origin", "https://evil.example"),
    ];
    assert!(!accepted(&policy, &twice));
}

#[test]
fn fetch_of_another_site_is_rejected_unless_it_is_a_link() {
    let listed = policy(&HOSTS, false, &ORIGINS);
    let check = |method: Method, site, mode, to| {
        let headers = [
            ("host", "localhost"),
            ("sec-fetch-site", site),
            ("sec-fetch-mode", mode),
            ("sec-fetch-dest", to),
        ];
        listed
            .check(&Head::of(&request(method, "/", &headers)))
            .response
            .is_none()
    };
    assert!(check(Method::GET, "cross-site", "navigate", "document"));
    assert!(check(Method::GET, "same-origin", "cors", "empty"));
    assert!(check(Method::GET, "none", "navigate", "document"));
    for (method, mode, to) in [
        (Method::POST, "navigate", "document"),
        (Method::GET, "navigate", "iframe"),
        (Method::GET, "no-cors", "image"),
        (Method::GET, "no-cors", "script"),
        (Method::DELETE, "cors", "empty"),
    ] {
        assert!(
            !check(method.clone(), "cross-site", mode, to),
            "{method} {mode} {to}"
        );
    }
    let bare = [("host", "localhost"), ("sec-fetch-site", "cross-site")];
    assert!(!accepted(&listed, &bare));
    // The list precedes it.
    let known = [bare[0], bare[1], ("origin", "https://app.example")];
    assert!(accepted(&listed, &known));
}

#[test]
fn preflight_request_of_an_accepted_origin_is_answered() {
    let policy = policy(&HOSTS, false, &ORIGINS);
    let ask = |origin| {
        let headers = [
            ("host", "localhost"),
            ("origin", origin),
            ("access-control-request-method", "PUT"),
            ("access-control-request-headers", "authorization,x-one"),
        ];
        let checked = policy.check(&Head::of(&request(Method::OPTIONS, "/", &headers)));
        let mut response = checked
            .response
            .map_or_else(Response::default, |response| *response);
        policy.complete(response.headers_mut(), checked.origin);
        response
    };
    let allowed = ask("https://app.example");
    assert_eq!(allowed.status(), 204);
    let header = |name| allowed.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header(ACCESS_CONTROL_ALLOW_ORIGIN), Some("https://app.example"));
    assert_eq!(header(ACCESS_CONTROL_ALLOW_METHODS), Some("PUT"));
    assert_eq!(header(ACCESS_CONTROL_ALLOW_HEADERS), Some("authorization,x-one"));
    assert_eq!(header(ACCESS_CONTROL_ALLOW_CREDENTIALS), None);
    let foreign = ask("https://evil.example");
    assert_eq!(foreign.status(), 403);
    assert!(!foreign.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    assert!(!foreign.headers().contains_key(ACCESS_CONTROL_ALLOW_METHODS));
}

#[test]
fn responses_depend_on_the_origin_where_origins_are_listed() {
    let completed = |origins: &[&str], origin: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        let origin = origin.map(HeaderValue::from_static);
        policy(&HOSTS, false, origins).complete(&mut headers, origin);
        [VARY, ACCESS_CONTROL_ALLOW_ORIGIN].map(|name| headers.contains_key(name))
    };
    assert_eq!(completed(&[], None), [false, false]);
    assert_eq!(completed(&ORIGINS, None), [true, false]);
    assert_eq!(completed(&ORIGINS, Some("https://app.example")), [true, true]);
}

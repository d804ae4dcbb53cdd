//! Tests of route lookup.

use super::*;

fn table(routes: &[(&Method, &str)]) -> Table<String> {
    let mut table = Table::default();
    for (method, pattern) in routes {
        table.insert((*method).clone(), pattern, format!("{method} {pattern}"));
    }
    table
}

fn find(table: &Table<String>, method: &Method, target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match table.find(method, path, query) {
        RouteMatch::Route(entry, values) => {
            let pairs = entry
                .names
                .iter()
                .zip(values)
                .map(|(name, value)| format!(" {name}={value}"));
            format!("{}{}", entry.value, pairs.collect::<String>())
        }
        RouteMatch::OtherMethods(methods) => format!("405 {methods:?}"),
        RouteMatch::Nothing => "404".into(),
    }
}

#[test]
fn most_literal_route_applies() {
    let get = &Method::GET;
    let routes = table(&[
        (get, "/items/{id}"),
        (get, "/items/{id}:enable"),
        (get, "/items/special"),
        (get, "/items({id})"),
        (get, "/{kind}/special/x"),
        (get, "/items/{id}/{part}"),
    ]);
    assert_eq!(find(&routes, get, "/items/7"), "GET /items/{id} id=7");
    assert_eq!(
        find(&routes, get, "/items/7:enable"),
        "GET /items/{id}:enable id=7"
    );
    assert_eq!(find(&routes, get, "/items/special"), "GET /items/special");
    assert_eq!(find(&routes, get, "/items/%73pecial"), "GET /items/special");
    assert_eq!(find(&routes, get, "/items(a%2Fb)"), "GET /items({id}) id=a%2Fb");
    assert_eq!(
        find(&routes, get, "/items/special/y"),
        "GET /items/{id}/{part} id=special part=y"
    );
    assert_eq!(
        find(&routes, get, "/other/special/x"),
        "GET /{kind}/special/x kind=other"
    );
    assert_eq!(find(&routes, get, "/items/"), "404");
    assert_eq!(find(&routes, get, "/items"), "404");
    assert_eq!(find(&routes, get, "/items/7/"), "404");
}

#[test]
fn paths_with_other_placeholder_names_are_equal() {
    let (get, post) = (&Method::GET, &Method::POST);
    let routes = table(&[
        (get, "/items/{id}"),
        (post, "/items/{name}"),
        (get, "/items/{key}"),
        (post, "/a/b"),
    ]);
    assert_eq!(find(&routes, get, "/items/7"), "GET /items/{key} key=7");
    assert_eq!(find(&routes, post, "/items/7"), "POST /items/{name} name=7");
    assert_eq!(find(&routes, &Method::HEAD, "/items/7"), "GET /items/{key} key=7");
    assert_eq!(find(&routes, &Method::PUT, "/items/7"), "405 [POST, GET]");
    assert_eq!(find(&routes, &Method::HEAD, "/a/b"), "405 [POST]");
}

#[test]
fn less_literal_route_serves_remaining_methods() {
    let (get, post) = (&Method::GET, &Method::POST);
    let routes = table(&[(get, "/items/new"), (post, "/items/{id}")]);
    assert_eq!(find(&routes, post, "/items/new"), "POST /items/{id} id=new");
    assert_eq!(find(&routes, &Method::PUT, "/items/new"), "405 [GET, POST]");
}

#[test]
fn any_pattern_is_accepted() {
    let get = &Method::GET;
    let odd = [
        "",
        "/",
        "//",
        "x",
        "/{a}{b}",
        "/{*}",
        "/{*rest}",
        "/{",
        "/}",
        "/{}",
        "/{id}/{id}",
        "/{a}/{b}{c}d",
        "*",
    ];
    let routes: Vec<_> = odd.iter().map(|pattern| (get, *pattern)).collect();
    let routes = table(&routes);
    assert_eq!(find(&routes, get, "/"), "GET /");
    assert_eq!(find(&routes, get, "//"), "GET //");
    assert_eq!(find(&routes, get, "/x"), "GET x");
    assert_eq!(find(&routes, get, "/1/2"), "GET /{id}/{id} id=1 id=2");
    assert_eq!(find(&routes, get, ""), "GET /");
}

#[test]
fn catch_all_route_applies_last() {
    let (get, post) = (&Method::GET, &Method::POST);
    let routes = table(&[
        (get, "/proxy/{*path}"),
        (post, "/proxy/{*path}"),
        (get, "/proxy/known"),
        (get, "/proxy/{id}/parts"),
        (get, "/"),
    ]);
    let rest = |value: &str| format!("GET /proxy/{{*path}} *path={value}");
    assert_eq!(find(&routes, get, "/proxy/a/b%2Fc/"), rest("a/b%2Fc/"));
    assert_eq!(find(&routes, get, "/proxy/"), rest(""));
    assert_eq!(find(&routes, get, "/proxy"), rest(""));
    assert_eq!(find(&routes, get, "/proxy/known"), "GET /proxy/known");
    assert_eq!(
        find(&routes, post, "/proxy/known"),
        "POST /proxy/{*path} *path=known"
    );
    assert_eq!(find(&routes, get, "/proxy/7/parts"), "GET /proxy/{id}/parts id=7");
    assert_eq!(find(&routes, get, "/proxy/7/parts/x"), rest("7/parts/x"));
    assert_eq!(find(&routes, get, "/proxied"), "404");
    assert_eq!(find(&routes, &Method::PUT, "/proxy/x"), "405 [GET, POST]");
}

#[test]
fn route_with_most_matching_query_parameters_applies() {
    let (get, post) = (&Method::GET, &Method::POST);
    let routes = table(&[
        (get, "/?Action=Run"),
        (get, "/?Action=Stop&Force=a%20b"),
        (get, "/?Action=Stop"),
        (post, "/?Action=Run"),
        (get, "/items/{id}"),
        (get, "/items/{id}?state=open"),
    ]);
    for (target, found) in [
        ("/?Action=Run", "GET /?Action=Run"),
        ("/?x=1&Action=Run&Action=Walk", "GET /?Action=Run"),
        ("/?Action=Stop", "GET /?Action=Stop"),
        ("/?Force=a+b&Action=Stop", "GET /?Action=Stop&Force=a%20b"),
        ("/?Force=c&Action=Stop", "GET /?Action=Stop"),
        ("/?Action=run", "404"),
        ("/", "404"),
        ("/items/7?state=%6Fpen", "GET /items/{id}?state=open id=7"),
        ("/items/7?state=shut", "GET /items/{id} id=7"),
        ("/items/7", "GET /items/{id} id=7"),
    ] {
        assert_eq!(find(&routes, get, target), found, "{target}");
    }
    assert_eq!(find(&routes, &Method::HEAD, "/?Action=Run"), "GET /?Action=Run");
    assert_eq!(find(&routes, post, "/?Action=Stop"), "404");
    assert!(find(&routes, &Method::PUT, "/").starts_with("405 "));
}

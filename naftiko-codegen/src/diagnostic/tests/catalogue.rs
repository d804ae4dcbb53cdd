//! The catalogue is complete and in order.

use crate::diagnostic::{Code, Severity, codes};

#[test]
fn codes_are_unique_and_in_order() {
    let ids: Vec<_> = Code::all().map(Code::id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    assert!(
        ids.iter().all(|id| id.len() == 6 && id.starts_with("NK0")),
        "{ids:?}"
    );
}

#[test]
fn every_code_is_explained() {
    for code in Code::all() {
        assert!(!code.title().ends_with('.') && !code.title().is_empty(), "{code}");
        assert!(code.explanation().trim().len() > 30, "{code} is hardly explained");
        assert!(
            code.explanation().trim().ends_with(['.', '`', '}']) || code.explanation().contains("    "),
            "{code}"
        );
    }
}

#[test]
fn codes_are_found_by_name() {
    assert_eq!(Code::find("nk0111"), Some(codes::DUPLICATE_KEY));
    assert_eq!(Code::find("NK9999"), None);
    assert_eq!(codes::DUPLICATE_KEY.to_string(), "NK0111");
}

#[test]
fn strictness_raises_what_concerns_the_spec() {
    assert_eq!(codes::UNKNOWN_KEY.severity(), Severity::Warning);
    assert_eq!(codes::UNKNOWN_KEY.strict_severity(), Severity::Error);
    assert_eq!(codes::UNKNOWN_VERSION.strict_severity(), Severity::Error);
    assert_eq!(codes::FILE_TRUNCATED.strict_severity(), Severity::Warning);
    assert_eq!(codes::DUPLICATE_KEY.severity(), Severity::Error);
}

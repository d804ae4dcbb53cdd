//! Tests of the catalogue: complete and in order.

use crate::diagnostic::{Code, Severity, codes};

#[test]
fn catalogue_has_unique_codes_in_order() {
    let ids: Vec<_> = Code::all().map(Code::id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    assert!(
        ids.iter().all(|id| id.len() == 6 && id.starts_with("NK")),
        "{ids:?}"
    );
}

#[test]
fn every_code_has_an_explanation() {
    for code in Code::all() {
        assert!(!code.title().ends_with('.') && !code.title().is_empty(), "{code}");
        assert!(code.explanation().trim().len() > 30, "{code} has no explanation");
        assert!(
            code.explanation().trim().ends_with(['.', '`', '}']) || code.explanation().contains("    "),
            "{code}"
        );
    }
}

#[test]
fn code_is_found_by_name_in_any_case() {
    assert_eq!(Code::find("nk0111"), Some(codes::DUPLICATE_KEY));
    assert_eq!(Code::find("NK9999"), None);
    assert_eq!(codes::DUPLICATE_KEY.to_string(), "NK0111");
}

#[test]
fn strict_mode_makes_warnings_and_notes_about_the_spec_errors() {
    assert_eq!(codes::UNKNOWN_KEY.severity(), Severity::Warning);
    assert_eq!(codes::UNKNOWN_KEY.strict_severity(), Severity::Error);
    assert_eq!(codes::UNKNOWN_VERSION.strict_severity(), Severity::Error);
    assert_eq!(codes::FILE_TRUNCATED.strict_severity(), Severity::Warning);
    assert_eq!(codes::DUPLICATE_KEY.severity(), Severity::Error);
    assert_eq!(codes::INFO_NAME.severity(), Severity::Note);
    assert_eq!(codes::INFO_NAME.strict_severity(), Severity::Error);
    assert_eq!(codes::FEATURE_NEEDED.strict_severity(), Severity::Note);
}

/// What they report does not work as the author meant.
#[test]
fn what_does_not_work_as_meant_is_never_a_note() {
    let never = [
        codes::TOKEN_BEARER,
        codes::HINT_CONFLICT,
        codes::TOKEN_UNGUARDED,
        codes::BIND_UNUSED,
        codes::PATH_PARAMETER_HOMELESS,
    ];
    for code in never {
        assert_ne!(code.severity(), Severity::Note, "{code}");
    }
}

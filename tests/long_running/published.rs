//! Long-running operations of published documents.

use std::collections::BTreeMap;

use naftiko_codegen::{FileLoader, document_operations};
use naftiko_tests::{corpus, yaml_files};

#[test]
fn long_running_operations_of_published_documents_are_found() {
    let Some(corpus) = corpus() else { return };
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    let mut with_pages = 0;
    for folder in ["m3ter", "microsoft-azure"] {
        for file in yaml_files(&corpus.join("openapi").join(folder)).unwrap() {
            for operation in document_operations(&file, &FileLoader).unwrap_or_default() {
                if let Some(state) = operation.final_state {
                    *states.entry(state).or_default() += 1;
                    with_pages += usize::from(operation.pages.is_some());
                }
            }
        }
    }
    let found = states.into_iter().collect::<Vec<_>>();
    assert_eq!(
        found,
        [("`Location`", 171), ("by the method", 156), ("the status", 62)]
    );
    // The list of such an operation would come after its status.
    assert_eq!(with_pages, 0);
}

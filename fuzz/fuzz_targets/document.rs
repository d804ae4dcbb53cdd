//! Any bytes as the OpenAPI document of an API: `FUZZ=document fuzz/run`, described in `fuzz/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_tests::hostile::check_document;

fuzz_target!(|bytes: &[u8]| {
    if let Err(defect) = check_document(bytes) {
        panic!("{defect}");
    }
});

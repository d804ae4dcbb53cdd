//! Any bytes as a spec: `fuzz/run`, described in `fuzz/README.md`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_tests::hostile::check;

fuzz_target!(|bytes: &[u8]| {
    if let Err(defect) = check(bytes) {
        panic!("{defect}");
    }
});

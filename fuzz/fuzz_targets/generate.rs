//! Any bytes as a spec: `cargo fuzz run generate corpus/generate ../specs ../tests/specs -- -dict=generate.dict -max_len=16000`,
//! with a nightly compiler, or with a stable one, `RUSTC_BOOTSTRAP=1` and `-s none`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use naftiko_tests::hostile::check;

fuzz_target!(|bytes: &[u8]| {
    if let Err(defect) = check(bytes) {
        panic!("{defect}");
    }
});

//! Findings.

super::entries! {}

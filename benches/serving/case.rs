//! The measured requests.

/// The adapter that is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Adapter {
    Rest,
    Mcp,
}

/// A request, and the size of the upstream response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) adapter: Adapter,
    pub(crate) bytes: usize,
}

pub(crate) const CASES: [Case; 3] = [
    Case {
        name: "rest-1k",
        adapter: Adapter::Rest,
        bytes: 1024,
    },
    Case {
        name: "rest-37k",
        adapter: Adapter::Rest,
        bytes: 37 * 1024,
    },
    Case {
        name: "mcp-call",
        adapter: Adapter::Mcp,
        bytes: 1024,
    },
];

impl Case {
    /// Returns the encoded request.
    pub(crate) fn request(&self) -> Vec<u8> {
        let host = "host: 127.0.0.1\r\n";
        match self.adapter {
            Adapter::Rest => format!("GET /items/7 HTTP/1.1\r\n{host}accept: application/json\r\n\r\n"),
            Adapter::Mcp => {
                let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get-item","arguments":{"id":"7"}}}"#;
                let types =
                    "content-type: application/json\r\naccept: application/json, text/event-stream\r\n";
                let version = "mcp-protocol-version: 2025-11-25\r\n";
                let length = body.len();
                format!("POST /mcp HTTP/1.1\r\n{host}{types}{version}content-length: {length}\r\n\r\n{body}")
            }
        }
        .into_bytes()
    }
}

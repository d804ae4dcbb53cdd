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
    /// Whether outputs are mapped from the response; otherwise it is passed on whole.
    pub(crate) mapped: bool,
    pub(crate) bytes: usize,
}

pub(crate) const CASES: [Case; 5] = [
    Case {
        name: "rest-1k",
        adapter: Adapter::Rest,
        mapped: false,
        bytes: 1024,
    },
    Case {
        name: "rest-37k",
        adapter: Adapter::Rest,
        mapped: false,
        bytes: 37 * 1024,
    },
    Case {
        name: "mcp-call",
        adapter: Adapter::Mcp,
        mapped: false,
        bytes: 1024,
    },
    Case {
        name: "rest-mapped-37k",
        adapter: Adapter::Rest,
        mapped: true,
        bytes: 37 * 1024,
    },
    Case {
        name: "mcp-mapped-37k",
        adapter: Adapter::Mcp,
        mapped: true,
        bytes: 37 * 1024,
    },
];

impl Case {
    /// Returns the encoded request.
    pub(crate) fn request(&self) -> Vec<u8> {
        let host = "host: 127.0.0.1\r\n";
        match self.adapter {
            Adapter::Rest => {
                let resource = if self.mapped { "mapped" } else { "items" };
                format!("GET /{resource}/7 HTTP/1.1\r\n{host}accept: application/json\r\n\r\n")
            }
            Adapter::Mcp => {
                let tool = if self.mapped { "get-mapped" } else { "get-item" };
                let call = format!(r#"{{"name":"{tool}","arguments":{{"id":"7"}}}}"#);
                let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{call}}}"#);
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

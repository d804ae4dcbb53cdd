//! The measured requests.

/// The adapter that is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Adapter {
    Rest,
    Mcp,
}

/// What the server does with upstream responses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Work {
    /// The response is passed on whole.
    Relay,
    /// Outputs are mapped from it.
    Map,
    /// Ten calls, each with a value of the one before.
    Steps,
}

/// A request, and the size of the upstream response.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) adapter: Adapter,
    pub(crate) work: Work,
    pub(crate) bytes: usize,
}

pub(crate) const CASES: [Case; 6] = [
    Case {
        name: "rest-1k",
        adapter: Adapter::Rest,
        work: Work::Relay,
        bytes: 1024,
    },
    Case {
        name: "rest-37k",
        adapter: Adapter::Rest,
        work: Work::Relay,
        bytes: 37 * 1024,
    },
    Case {
        name: "mcp-call",
        adapter: Adapter::Mcp,
        work: Work::Relay,
        bytes: 1024,
    },
    Case {
        name: "rest-mapped-37k",
        adapter: Adapter::Rest,
        work: Work::Map,
        bytes: 37 * 1024,
    },
    Case {
        name: "mcp-mapped-37k",
        adapter: Adapter::Mcp,
        work: Work::Map,
        bytes: 37 * 1024,
    },
    Case {
        name: "rest-steps-1k",
        adapter: Adapter::Rest,
        work: Work::Steps,
        bytes: 1024,
    },
];

impl Case {
    /// Returns the kind of the server that is written by hand.
    pub(crate) fn by_hand(&self) -> &'static str {
        match self.work {
            Work::Relay | Work::Map => "handwritten",
            Work::Steps => "sequence",
        }
    }

    /// Returns the encoded request.
    pub(crate) fn request(&self) -> Vec<u8> {
        let host = "host: 127.0.0.1\r\n";
        match self.adapter {
            Adapter::Rest => {
                let resource = match self.work {
                    Work::Relay => "items",
                    Work::Map => "mapped",
                    Work::Steps => "steps",
                };
                format!("GET /{resource}/7 HTTP/1.1\r\n{host}accept: application/json\r\n\r\n")
            }
            Adapter::Mcp => {
                let tool = if self.work == Work::Map {
                    "get-mapped"
                } else {
                    "get-item"
                };
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

//! The process that listens on a port of this machine, where the operating system tells it.

/// Returns the process that listens on a TCP port, as a clause of a message; empty if it is not known.
pub(crate) fn clause(port: u16) -> String {
    let process = system::process(port);
    process.map_or_else(String::new, |process| format!(", which {process} has"))
}

#[cfg(not(target_os = "linux"))]
mod system {
    /// Other systems have no files with it.
    pub(super) fn process(_: u16) -> Option<String> {
        None
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::path::{Path, PathBuf};

    /// The state of a socket that listens (`TCP_LISTEN`).
    const LISTENING: &str = "0A";

    /// Returns the process of a port by its name and its id. Processes of other users are not known.
    pub(super) fn process(port: u16) -> Option<String> {
        let tables =
            ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).unwrap_or_default());
        let sockets: Vec<PathBuf> = tables
            .iter()
            .flat_map(|table| sockets(table, port))
            .map(|inode| PathBuf::from(format!("socket:[{inode}]")))
            .collect();
        if sockets.is_empty() {
            return None;
        }
        let entries = fs::read_dir("/proc").ok()?.flatten();
        // Other entries are no processes, or another name of one.
        let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let folder = |id: u32| Path::new("/proc").join(id.to_string());
        let id = ids.into_iter().find(|id| has_one(&folder(*id), &sockets))?;
        let name = fs::read_to_string(folder(id).join("comm")).unwrap_or_default();
        Some(format!("`{}` (process {id})", name.trim()))
    }

    /// Returns the inodes of the sockets of a table that listen on a port.
    pub(super) fn sockets(table: &str, port: u16) -> Vec<&str> {
        let end = format!(":{port:04X}");
        let rows = table.lines().skip(1).filter_map(|row| {
            let columns: Vec<&str> = row.split_whitespace().collect();
            let (address, state, inode) = (columns.get(1)?, columns.get(3)?, columns.get(9)?);
            (address.ends_with(&end) && *state == LISTENING).then_some(*inode)
        });
        rows.collect()
    }

    /// Returns whether a process has one of the sockets.
    fn has_one(process: &Path, sockets: &[PathBuf]) -> bool {
        let files = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        let mut targets = files.filter_map(|file| fs::read_link(file.path()).ok());
        targets.any(|target| sockets.contains(&target))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn process_of_a_port_is_named() -> std::io::Result<()> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let (id, found) = (std::process::id(), clause(port));
        assert!(
            found.starts_with(", which `") && found.ends_with(&format!("` (process {id}) has")),
            "{found}"
        );
        drop(listener);
        assert_eq!(clause(port), "");
        Ok(())
    }

    #[test]
    fn connections_do_not_listen() {
        let table = "  sl  local_address rem_address   st\n   \
                     0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41 1 0\n   \
                     1: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 42 1 0\n   \
                     2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 43 1 0\n";
        assert_eq!(system::sockets(table, 8080), ["41"]);
    }
}

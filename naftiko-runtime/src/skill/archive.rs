//! ZIP archives of files that are stored without compression (APPNOTE 6.3.10).

/// The first four bytes of each record.
const LOCAL_FILE: u32 = 0x0403_4b50;
const CENTRAL_FILE: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// The version of the format that a reader needs: 2.0, with folders.
const NEEDED: u16 = 20;
/// The maker: Unix, so that the mode of a file is known.
const MADE_BY: u16 = 3 << 8 | NEEDED;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// Bytes are stored.
const METHOD: u16 = 0;
/// The first moment that the format has, 1 January 1980: the same files always give the same archive.
const TIME: u16 = 0;
const DATE: u16 = 1 << 5 | 1;
/// A regular file that its owner can change.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// Returns an archive with these files, each with its path.
pub(super) fn archive<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (path, bytes) in files {
        let (offset, common) = (size(archive.len()), common(path, bytes));
        put(&mut archive, LOCAL_FILE);
        archive.extend(&common);
        archive.extend(path.as_bytes());
        archive.extend(bytes);
        put(&mut directory, CENTRAL_FILE);
        directory.extend(MADE_BY.to_le_bytes());
        directory.extend(&common);
        // Neither a comment nor another disk, and no attributes of the content.
        directory.extend([0; 6]);
        put(&mut directory, ATTRIBUTES);
        put(&mut directory, offset);
        directory.extend(path.as_bytes());
        count = count.saturating_add(1);
    }
    let (start, length) = (size(archive.len()), size(directory.len()));
    archive.extend(directory);
    put(&mut archive, END);
    // The archive is on one disk.
    archive.extend([0; 4]);
    archive.extend(count.to_le_bytes());
    archive.extend(count.to_le_bytes());
    put(&mut archive, length);
    put(&mut archive, start);
    // It has no comment.
    archive.extend([0; 2]);
    archive
}

/// Returns the fields that both records of a file have.
fn common(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut fields = Vec::new();
    for field in [NEEDED, FLAGS, METHOD, TIME, DATE] {
        fields.extend(field.to_le_bytes());
    }
    put(&mut fields, crc32fast::hash(bytes));
    put(&mut fields, size(bytes.len()));
    put(&mut fields, size(bytes.len()));
    fields.extend(u16::try_from(path.len()).unwrap_or(u16::MAX).to_le_bytes());
    // No extra field.
    fields.extend([0; 2]);
    fields
}

fn put(bytes: &mut Vec<u8>, field: u32) {
    bytes.extend(field.to_le_bytes());
}

/// Returns a size as the format has it. Skills are far smaller than its limit of 4 GiB.
fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archive_has_a_record_and_an_entry_for_each_file() {
        let files = [("SKILL.md", b"# A".as_slice()), ("references/\u{fc}.md", b"")];
        let made = archive(files);
        assert_eq!(made, archive(files));
        assert!(made.starts_with(b"PK\x03\x04"));
        let records = |mark: &[u8]| made.windows(4).filter(|found| *found == mark).count();
        assert_eq!((records(b"PK\x03\x04"), records(b"PK\x01\x02")), (2, 2));
        let end = made.len() - 22;
        assert_eq!(made.get(end..end + 4), Some(b"PK\x05\x06".as_slice()));
        assert_eq!(made.get(end + 10..end + 12), Some(2_u16.to_le_bytes().as_slice()));
    }
}

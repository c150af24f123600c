//! What is in this compressed file? One file behind gzip, Zstandard or xz, which is read as if it lay there unpacked.
//!
//! Invariant: never more is unpacked than the bounds allow, whatever the file says of its size.
//! Must not know: formats of documents.

use std::io::Read;

/// Unpacked, in bytes.
const LARGEST: u64 = 64 << 20;

/// How many times larger than packed a file may be, if it is large: text packs 3 to 10 times.
const RATIO: u64 = 200;

/// Below that size no ratio is suspicious.
const SMALL: u64 = 1 << 20;

/// What unpacking may keep in mind, in KiB: as much as the strongest packing of xz needs.
const MEMORY: u32 = 80 << 10;

/// What a compressed file holds, or why it is not to be had.
pub(super) type Unpacked = Result<Vec<u8>, &'static str>;

/// Unpacks a file; `None` if it is not compressed.
pub(super) fn unpack(bytes: &[u8]) -> Option<Unpacked> {
    if bytes.starts_with(b"\x1f\x8b\x08") {
        return Some(read(flate2::read::MultiGzDecoder::new(bytes), bytes.len()));
    }
    if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
        let decoder = zstd::stream::read::Decoder::new(bytes);
        return Some(match decoder {
            Ok(decoder) => read(decoder, bytes.len()),
            Err(_) => Err(BROKEN),
        });
    }
    if bytes.starts_with(b"\xfd7zXZ\0") {
        let decoder = lzma_rust2::XzReader::new_mem_limit(bytes, true, MEMORY);
        return Some(read(decoder, bytes.len()));
    }
    None
}

const BROKEN: &str = "it is compressed, and broken";

fn read(reader: impl Read, packed: usize) -> Unpacked {
    let limit = LARGEST.min((packed as u64).saturating_mul(RATIO).max(SMALL));
    let mut bytes = Vec::new();
    let result = reader.take(limit + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limit {
        return Err("it unpacks to far more than a document holds");
    }
    result.map(|_| bytes).map_err(|_| BROKEN)
}

/// The name of what a compressed file holds.
pub(super) fn name(name: &str) -> &str {
    let endings = [".gz", ".zst", ".xz", ".GZ", ".ZST", ".XZ"];
    let bare = endings.iter().find_map(|ending| name.strip_suffix(ending));
    bare.unwrap_or(name)
}

use std::io;

use crate::file_system::File;

/// Where the last whole line of a file of so many bytes ends: behind its last newline, read from the end.
pub(super) fn end_of_whole_lines(file: &dyn File, bytes: u64) -> io::Result<u64> {
    let mut buffer = vec![0; BLOCK];
    let mut end = bytes;
    while end > 0 {
        let start = end.saturating_sub(BLOCK as u64);
        let block = &mut buffer[..usize::try_from(end - start).unwrap_or(BLOCK)];
        fill(file, block, start)?;
        if let Some(newline) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + newline as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn fill(file: &dyn File, mut block: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !block.is_empty() {
        match file.read_at(block, offset)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                block = &mut block[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}

const BLOCK: usize = 64 * 1024;

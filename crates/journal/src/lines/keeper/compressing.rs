use std::io::{self, BufReader, BufWriter, Read};

use super::{
    Keeper,
    shelf::Book,
    stream::{Digest, Source, Target},
};
use crate::{
    file_system::File,
    lines::{name::TEMPORARY, options::Compression},
    lock::lock,
};

impl Keeper {
    /// Puts a compressed form in the place of a plain file. It is read back before the plain one goes.
    pub(super) fn compress(&self, book: &mut Book, compression: Compression) -> io::Result<()> {
        let plain = self.file_system.open(&book.path)?;
        // Somebody who had it open when it was moved there writes it still.
        if !plain.try_lock()? {
            return Ok(());
        }
        let mut to = book.path.clone().into_os_string();
        to.push(compression.suffix());
        let mut temporary = to.clone();
        temporary.push(TEMPORARY);
        let file = self.file_system.create(temporary.as_ref())?;
        let compressed = self.fill(compression, &*plain, &*file);
        if let Err(error) = compressed.and_then(|()| file.sync()) {
            drop(file);
            let _leftover = self.file_system.remove_file(temporary.as_ref());
            return Err(error);
        }
        let bytes = file.metadata()?.bytes;
        self.file_system.rename(temporary.as_ref(), to.as_ref())?;
        self.file_system.sync_dir(&self.directory)?;
        let removed = self.file_system.remove_file(&book.path);
        book.path = to.into();
        book.bytes = bytes;
        book.is_plain = false;
        lock(&self.status).compressed += 1;
        removed
    }

    fn fill(&self, compression: Compression, plain: &dyn File, to: &dyn File) -> io::Result<()> {
        let mut source = Digest::new(Source::new(plain, &self.is_stopped));
        let mut target = BufWriter::with_capacity(BLOCK, Target::new(to));
        compression.encode(&mut source, &mut target)?;
        target.into_inner().map_err(io::IntoInnerError::into_error)?;
        let written = BufReader::with_capacity(BLOCK, Source::new(to, &self.is_stopped));
        let mut decoded = Digest::new(compression.decode(written)?);
        io::copy(&mut decoded, &mut io::sink())?;
        if decoded.finish() == source.finish() {
            Ok(())
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "what was compressed reads otherwise"))
        }
    }
}

#[cfg_attr(
    not(any(feature = "gzip", feature = "zstd")),
    allow(unused_variables, reason = "there is no compression then")
)]
impl Compression {
    fn suffix(self) -> &'static str {
        match self {
            #[cfg(feature = "gzip")]
            Self::Gzip => crate::lines::name::GZIP,
            #[cfg(feature = "zstd")]
            Self::Zstd => crate::lines::name::ZSTD,
        }
    }

    fn encode(self, from: &mut dyn Read, to: &mut dyn io::Write) -> io::Result<()> {
        match self {
            #[cfg(feature = "gzip")]
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(to, flate2::Compression::default());
                io::copy(from, &mut encoder)?;
                encoder.finish().map(drop)
            }
            #[cfg(feature = "zstd")]
            Self::Zstd => {
                let mut encoder = zstd::Encoder::new(to, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                encoder.include_checksum(true)?;
                io::copy(from, &mut encoder)?;
                encoder.finish().map(drop)
            }
        }
    }

    fn decode<'a>(self, from: BufReader<Source<'a>>) -> io::Result<Box<dyn Read + 'a>> {
        match self {
            #[cfg(feature = "gzip")]
            Self::Gzip => Ok(Box::new(flate2::bufread::MultiGzDecoder::new(from))),
            #[cfg(feature = "zstd")]
            Self::Zstd => Ok(Box::new(zstd::Decoder::with_buffer(from)?)),
        }
    }
}

const BLOCK: usize = 64 * 1024;

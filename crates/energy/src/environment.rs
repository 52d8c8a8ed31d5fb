//! The file that the environment names.

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::energies::Energies;
use crate::file::EnergyFileError;

impl Energies {
    /// What the file says that `GENAI_OTEL_ENERGY` names. Nothing without it, where it is empty, and where it is `none`: then
    /// nothing says anything of energy.
    ///
    /// ```
    /// use genai_otel_energy::Energies;
    ///
    /// let energies = Energies::from_env([("GENAI_OTEL_ENERGY", "none")])?;
    /// assert!(energies.is_none());
    /// # Ok::<(), genai_otel_energy::EnergyFileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and what is wrong in it with its line.
    pub fn from_env<N: AsRef<str>, V: AsRef<OsStr>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Option<Self>, EnergyFileError> {
        // As for variables in general, of two the last counts.
        let own = pairs.into_iter().filter(|(name, _)| name.as_ref() == VARIABLE);
        let path = own.last().map(|(_, value)| PathBuf::from(value.as_ref()));
        let path = path.filter(|path| !path.as_os_str().is_empty() && path.as_os_str() != NONE);
        path.map(Self::from_file).transpose()
    }
}

const VARIABLE: &str = "GENAI_OTEL_ENERGY";

/// The value that means no file.
const NONE: &str = "none";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energy_is_off_unless_a_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("energy.toml");
        std::fs::write(&path, "version = \"7\"\n").unwrap();
        let from = |pairs: &[(&str, &OsStr)]| {
            let energies = Energies::from_env(pairs.iter().copied());
            energies.map(|energies| energies.map(|energies| energies.version().to_owned()))
        };
        for none in [&[][..], &[(VARIABLE, "".as_ref())], &[("PATH", path.as_os_str())]] {
            assert_eq!(from(none), Ok(None));
        }
        let both = [(VARIABLE, "none".as_ref()), (VARIABLE, path.as_os_str())];
        assert_eq!(from(&both), Ok(Some("7".to_owned())));
        let missing = folder.path().join("missing.toml");
        let error = from(&[(VARIABLE, missing.as_os_str())]).unwrap_err();
        assert_eq!((error.file(), error.line()), (&*missing.display().to_string(), None));
    }
}

//! Every setting, typed, read once from Rocket.toml and the environment (the environment wins).

/// All settings of the app.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder of run-time data.
    pub generated: std::path::PathBuf,
}

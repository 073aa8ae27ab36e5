//! Units in Latin letters that belong to the number before them.

/// Units that inspectors of buildings and their plants write: those of the SI (BIPM, The International System of Units,
/// 9th edition), and those of refrigeration, pumps and air ducts that name plates carry.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "mm", "cm", "m", "km", "in", "ft", "mm2", "mm²", "cm2", "cm²", "m2", "m²", "m3", "m³", "sqm", "ft2", "ft²",
    "g", "kg", "t", "lb", "ml", "mL", "l", "L", "gal",
    "Pa", "kPa", "MPa", "bar", "mbar", "psi", "PSI", "N", "kN", "Nm",
    "mV", "V", "kV", "VAC", "VDC", "mA", "A", "Ah", "W", "kW", "MW", "Wh", "kWh", "VA", "kVA", "Ω", "kΩ", "MΩ", "Hz",
    "kHz",
    "°C", "°F", "C", "F", "K", "BTU", "Btu", "BTU/h", "TR", "HP", "hp",
    "CFM", "cfm", "GPM", "gpm", "m/s", "m3/h", "m³/h", "m3/s", "m³/s", "l/s", "L/s", "l/min", "L/min", "l/h", "L/h",
    "rpm", "RPM",
    "ms", "s", "sec", "min", "h", "hr", "hrs", "ppm", "ppb", "mg/L", "mg/l", "µS/cm", "NTU", "lux", "lx", "dB", "dBA",
    "dB(A)", "%RH",
];

pub(super) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

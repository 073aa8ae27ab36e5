//! A position on the earth in degrees (WGS 84), with the accuracy of its measurement.
//!
//! Invariant: latitude and longitude are within their bounds, with at most six decimals, which are about 11 cm.

use super::decimal::Decimal;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub latitude: Decimal,
    pub longitude: Decimal,
    /// In metres; none if the position was typed.
    pub accuracy: Option<Decimal>,
}

/// The numbers of a position, and the suffixes of their names in a form post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinate {
    Latitude,
    Longitude,
    Accuracy,
}

impl Coordinate {
    pub const ALL: [Coordinate; 3] = [Coordinate::Latitude, Coordinate::Longitude, Coordinate::Accuracy];

    /// `gps_lat`
    pub fn suffix(self) -> &'static str {
        match self {
            Coordinate::Latitude => "_lat",
            Coordinate::Longitude => "_lon",
            Coordinate::Accuracy => "_accuracy",
        }
    }

    /// The key in the stored JSON.
    pub fn key(self) -> &'static str {
        match self {
            Coordinate::Latitude => "lat",
            Coordinate::Longitude => "lon",
            Coordinate::Accuracy => "accuracy",
        }
    }

    /// The least and the largest value.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            Coordinate::Latitude => (-90, 90),
            Coordinate::Longitude => (-180, 180),
            // Half the circumference of the earth.
            Coordinate::Accuracy => (0, 20_000_000),
        }
    }
}

impl Position {
    pub fn get(&self, coordinate: Coordinate) -> Option<Decimal> {
        match coordinate {
            Coordinate::Latitude => Some(self.latitude),
            Coordinate::Longitude => Some(self.longitude),
            Coordinate::Accuracy => self.accuracy,
        }
    }
}

/// "25.204849, 55.270783"
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.latitude, self.longitude)
    }
}

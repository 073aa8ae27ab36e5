//! Validation of a position: three numbers, of which the accuracy may be left out.

use super::{
    Part, ValidationCode, files,
    post::FieldParts,
    value::{self, NumberRule},
};
use crate::domain::{
    decimal::Decimal,
    position::{Coordinate, Position},
};

/// About 11 cm.
const DECIMALS: u8 = 6;

/// `whole` is what was sent under the name of the question itself, where no text belongs; `part` finds the parts of each
/// number. Without any number there is no answer.
pub(super) fn position<'a, 's: 'a>(
    whole: &FieldParts,
    part: impl Fn(Coordinate) -> &'a FieldParts<'s>,
) -> (Option<Position>, Vec<(Part, ValidationCode)>) {
    let mut wrong = Vec::new();
    match files::typed(whole) {
        Ok(None) => {}
        Ok(Some(_)) => wrong.push((Part::Whole, ValidationCode::NotAPosition)),
        Err(complaint) => wrong.push((Part::Whole, complaint)),
    }
    let mut read = |coordinate: Coordinate| {
        let sent = part(coordinate);
        let refused = sent.refused.first().map(|complaint| (*complaint).clone());
        let number = match refused {
            Some(complaint) => Err(complaint),
            None => files::typed(sent).and_then(|text| text.map(|text| number(text, coordinate)).transpose()),
        };
        number.unwrap_or_else(|complaint| {
            wrong.push((Part::Coordinate(coordinate), complaint));
            None
        })
    };
    let [latitude, longitude, accuracy] = Coordinate::ALL.map(&mut read);
    if let (Some(latitude), Some(longitude)) = (latitude, longitude) {
        let position = Position { latitude, longitude, accuracy };
        return (wrong.is_empty().then_some(position), wrong);
    }
    let is_begun = [latitude, longitude, accuracy].iter().any(Option::is_some);
    if is_begun && wrong.is_empty() {
        let missing = [(Coordinate::Latitude, latitude), (Coordinate::Longitude, longitude)];
        let missing = missing.into_iter().filter(|(_, number)| number.is_none());
        wrong.extend(missing.map(|(coordinate, _)| (Part::Coordinate(coordinate), ValidationCode::Missing)));
    }
    (None, wrong)
}

fn number(text: &str, coordinate: Coordinate) -> Result<Decimal, ValidationCode> {
    let (least, most) = coordinate.bounds();
    let [min, max] = [least, most].map(|bound| Some(Decimal::from_i64(bound)));
    match value::number(text, &NumberRule { min, max, decimals: DECIMALS, scale: None }) {
        Err(ValidationCode::TooManyDigits { .. }) => Err(ValidationCode::TooManyDecimals { limit: DECIMALS }),
        other => other,
    }
}

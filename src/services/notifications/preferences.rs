//! What a member gets by e-mail, and when.

use crate::{
    app::App,
    domain::{
        lang::Lang,
        notification::{Delivery, NotificationKind},
        problem::Problem,
    },
    services::actor::Actor,
    store::{self, notifications::choices},
};
use diesel_async::AsyncConnection;

/// The choices of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Of every kind, in their order.
    pub deliveries: Vec<(NotificationKind, Delivery)>,
    /// The hour of the daily e-mail in the zone of the member, 0 to 23.
    pub hour: u8,
}

impl Preferences {
    /// What holds for members who have chosen nothing for a kind.
    fn with(chosen: &[(NotificationKind, Delivery)], hour: i16) -> Preferences {
        let of = |kind: NotificationKind| {
            let own = chosen.iter().find(|(other, _)| *other == kind).map(|(_, delivery)| *delivery);
            (kind, own.unwrap_or(kind.default_delivery()))
        };
        Preferences {
            deliveries: NotificationKind::ALL.iter().copied().map(of).collect(),
            hour: u8::try_from(hour).unwrap_or_default(),
        }
    }
}

/// Whether e-mails can be sent at all.
pub fn by_email(app: &App) -> bool {
    app.mailer.is_configured()
}

pub async fn of(app: &App, actor: &Actor) -> Result<Preferences, Problem> {
    let Some(user) = actor.user_id else { return Ok(Preferences::with(&[], 0)) };
    let mut conn = actor.connection(&app.pool).await?;
    let chosen = choices::of(&mut conn, actor.organisation_id, user).await?;
    let hour = choices::digest_hour(&mut conn, actor.organisation_id, user).await?;
    Ok(Preferences::with(&chosen, hour))
}

/// Saves the choices. What was turned off and is not sent yet is not sent. E-mails are in this language from now on.
pub async fn save(app: &App, actor: &Actor, new: &Preferences, lang: Lang) -> Result<(), Problem> {
    let Some(user) = actor.user_id else { return Ok(()) };
    let organisation = actor.organisation_id;
    let off = new.deliveries.iter().filter(|(_, delivery)| *delivery == Delivery::Off);
    let off: Vec<NotificationKind> = off.map(|(kind, _)| *kind).collect();
    let mut conn = actor.connection(&app.pool).await?;
    conn.transaction::<_, Problem, _>(async |conn| {
        choices::set(conn, organisation, user, &new.deliveries).await?;
        choices::set_digest_hour(conn, organisation, user, i16::from(new.hour.min(23))).await?;
        store::notifications::mail::withdraw(conn, (organisation, user), &off).await?;
        Ok(store::invitations::set_language(conn, user, lang).await?)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_without_a_choice_has_its_default() {
        let preferences = Preferences::with(&[(NotificationKind::Approved, Delivery::AtOnce)], 9);
        assert_eq!(preferences.hour, 9);
        for (kind, delivery) in preferences.deliveries {
            let chosen = kind == NotificationKind::Approved;
            assert_eq!(delivery, if chosen { Delivery::AtOnce } else { kind.default_delivery() }, "{kind}");
        }
    }
}

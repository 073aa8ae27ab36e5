//! The items of the check-list that the home page shows to administrators after the set-up.

use super::text_enum::text_enum;

text_enum! {
    /// What an administrator still has to do, in the order in which it is shown.
    pub enum SetupItem {
        /// Somebody else is a member, or was invited.
        People = "people",
        /// The administrator has a second factor.
        SecondFactor = "second_factor",
        /// The organisation has a time zone other than UTC.
        TimeZone = "time_zone",
        /// Other devices can open the public address, over https.
        PublicAddress = "public_address",
        /// E-mail can be sent.
        Mail = "mail",
        /// Something was submitted.
        FirstInspection = "first_inspection",
        /// Data of the legacy app was imported; only where there is a legacy app.
        LegacyData = "legacy_data",
        /// `injaaz backup` was used.
        Backup = "backup",
        /// The demo runs beside this program.
        Demo = "demo",
    }
}

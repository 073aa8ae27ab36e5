//! The states of a session and the ways to authenticate.

use super::text_enum::text_enum;

text_enum! {
    /// What a session needs before it opens anything.
    pub enum SessionState {
        Active = "active",
        /// The password was correct; the second factor is missing.
        SecondFactor = "second_factor",
        /// The password was chosen by another person.
        ChangePassword = "change_password",
    }
}

text_enum! {
    /// How a person authenticated.
    pub enum AuthMethod {
        Password = "password",
        TwoFactors = "two_factors",
        Passkey = "passkey",
    }
}

text_enum! {
    /// What a challenge for a passkey is for.
    pub enum ChallengePurpose {
        Register = "register",
        SecondFactor = "second_factor",
        SignIn = "sign_in",
    }
}

text_enum! {
    /// What a one-time link does.
    pub enum OneTimeLinkKind {
        /// The first account of an installation.
        Setup = "setup",
        /// Membership of an organisation.
        Invitation = "invitation",
        /// A new password.
        Reset = "reset",
    }
}

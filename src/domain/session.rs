//! Session states and authentication methods.

use super::text_enum::text_enum;

text_enum! {
    /// Which step a session needs before it gives access.
    pub enum SessionState {
        Active = "active",
        /// The password was correct; the second factor is still required.
        SecondFactor = "second_factor",
        /// The password was set by another person and has to be changed.
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
    /// The purpose of a passkey challenge.
    pub enum ChallengePurpose {
        Register = "register",
        SecondFactor = "second_factor",
        SignIn = "sign_in",
    }
}

text_enum! {
    /// The purpose of a one-time link.
    pub enum OneTimeLinkKind {
        /// Creates the first account of an installation.
        Setup = "setup",
        /// Makes a person a member of an organisation.
        Invitation = "invitation",
        /// Sets a new password.
        Reset = "reset",
    }
}

//! A macro for enumerations of codes without arguments. Each has a list of all its values, so that a test can check
//! that every code has a text.

/// Declares an enumeration and its `ALL`. Each code is stored by its name in snake case.
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        $vis enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];
        }
    };
}

pub(crate) use codes;

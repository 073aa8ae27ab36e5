//! Enumerations of codes without arguments, each with the list of all of them: tests go through the list, so that a code
//! without a text is found.

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

//! The texts of all languages: complete, used, and not duplicated in the code.

mod catalogue;
mod hard_coded;
mod html;
mod keys;
mod markup;
mod one_home;
mod sources;

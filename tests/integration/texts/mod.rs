//! The texts of all languages: complete, used, and the only ones that people read.

mod catalogue;
mod hard_coded;
mod html;
mod keys;
mod one_home;
mod sources;

//! History comes in, is proved, and can go back.

mod dual;
mod phases;
mod reads;
mod road;

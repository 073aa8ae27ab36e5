//! All of Rocket and askama.

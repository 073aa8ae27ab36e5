//! What arrives is what was sent, whatever the network does to it; and what is too much is refused early.

mod forms;
mod wire;

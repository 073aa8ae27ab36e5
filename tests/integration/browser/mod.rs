//! What a person does in a browser, and what comes out at the other end: the real program, a real Chromium, the
//! reports downloaded and read.

mod answers;
mod hands;
mod pictures;
mod read_back;
mod sending;
mod server;

// Entry of the page after a sign-in in a tab of its own: tells the form in the other tab, and closes this one.

new BroadcastChannel("injaaz-session").postMessage("signed-in");
// Only a tab that a script has opened can close itself; otherwise the page says what to do.
setTimeout(close, 300);

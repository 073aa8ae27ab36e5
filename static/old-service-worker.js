// The old app registered a worker at this address, for /static/ only. Whoever still has it gets this one instead,
// which takes the old copies of files away and then itself. The caches of the present worker are not the old app's.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
    const leave = async () => {
        for (const name of await caches.keys()) if (!/^injaaz-(app|pages)-/.test(name)) await caches.delete(name);
        await self.registration.unregister();
    };
    event.waitUntil(leave());
});

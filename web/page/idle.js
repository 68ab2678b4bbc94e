// What the page does once it has nothing else to do: it sees to it that it opens without a network, that whoever comes
// back to it knows why the run is where it was, and that the screen of a lecture stays on. Only for a page of its own,
// never for one in a frame.

const kAway = 5000; // ms in the background after which it is worth a word
const kWaited = 'Training waited while this page was in the background.';
const kUpdate = 'A new version of Lockstep is ready: close all its tabs and open it again to have it.';
const kWithdrawn = 'This page is no longer kept on the device: reload it to have what is on the server.';
const kLecture = 2000; // ms between two looks whether one is held

/** lockstep: of host.js. */
export function whenIdle(lockstep) {
  tellOfWaiting(lockstep);
  if (navigator.wakeLock) stayAwake(lockstep); // not on http:// elsewhere
  // On http:// elsewhere there are no service workers; in a folder that is still being built there is none yet.
  keepOnDevice(lockstep).catch((error) => console.info(`This page is not kept for use without a network: ${error}`));
}

function tellOfWaiting(lockstep) {
  let left = null;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) left = lockstep.state().playing ? performance.now() : null;
    else if (left !== null && performance.now() - left > kAway) lockstep.tell(kWaited);
  });
}

/** Browsers let the lock go when the page is hidden, and may refuse it where a battery is low. */
function stayAwake(lockstep) {
  let lock = null;
  const look = async () => {
    if (document.hidden) return;
    if (!lockstep.state().lecture) await lock?.release();
    else if (!lock || lock.released) lock = await navigator.wakeLock.request('screen').catch(() => null);
  };
  setInterval(look, kLecture);
}

/** An audience has no use for such news: they wait for the end of a lecture. */
function tell(lockstep, sentence) {
  if (lockstep.state().lecture) setTimeout(tell, kLecture, lockstep, sentence);
  else lockstep.tell(sentence);
}

async function keepOnDevice(lockstep) {
  const worker = new URL('service-worker.js', import.meta.url);
  const {serviceWorker} = navigator;
  const before = await serviceWorker.getRegistration(worker);
  // A worker that the server has no longer would keep the page for ever: browsers take that for an outage. It does not
  // answer for itself, so this reaches the server.
  const found = await fetch(worker, {method: 'HEAD', cache: 'no-store'}).catch(() => null);
  if (found?.status === 404 || found?.status === 410) return withdraw(before, worker, lockstep);
  const registration = await serviceWorker.register(worker, {updateViaCache: 'none'});
  // The first one to be installed is the version that is on the screen.
  const look = () => registration.active && registration.waiting && tell(lockstep, kUpdate);
  const follow = () => registration.installing?.addEventListener('statechange', look);
  look();
  follow();
  registration.addEventListener('updatefound', follow);
}

async function withdraw(registration, worker, lockstep) {
  const {href: home} = new URL('./', worker);
  if (registration?.scope !== home) return; // none, or that of another site around this folder
  await registration.unregister();
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(`lockstep ${home} `)).map((name) => caches.delete(name)));
  tell(lockstep, kWithdrawn);
}

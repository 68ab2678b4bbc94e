// What the page does once it has nothing else to do: it sees to it that it opens without a network, and that whoever
// comes back to it knows why the run is where it was. Only for a page of its own, never for one in a frame.

const kAway = 5000; // ms in the background after which it is worth a word
const kWaited = 'Training waited while this page was in the background.';
const kUpdate = 'A new version of Lockstep is ready: close this page and open it again to have it.';

/** lockstep: of host.js. */
export function whenIdle(lockstep) {
  tellOfWaiting(lockstep);
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

async function keepOnDevice(lockstep) {
  const worker = new URL('service-worker.js', import.meta.url);
  const registration = await navigator.serviceWorker.register(worker, {updateViaCache: 'none'});
  // The first one to be installed is the version that is on the screen.
  const tell = () => registration.active && registration.waiting && lockstep.tell(kUpdate);
  const follow = () => registration.installing?.addEventListener('statechange', tell);
  tell();
  follow();
  registration.addEventListener('updatefound', follow);
}

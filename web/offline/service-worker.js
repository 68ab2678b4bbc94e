// Keeps the page on the device: one set of files that belong together, each held to the hash that it had when the
// folder was built. web/tools/offline.mjs puts this set in front, and writes service-worker.js. An answer comes from
// the set or from nowhere: HTML of one version never meets a program of another. Another version comes as a worker of
// its own, which waits until the page is opened again. Where the set is gone, everything is the server's.
//
//   kVersion  of the set
//   kFirst    {'./': 'sha256-…', 'page.js': …}: fetched at once, all or none
//   kLater    the same, fetched when one of them is asked for

const kFamily = `lockstep ${self.registration.scope} `; // an origin may have several folders of ours
const kName = kFamily + kVersion;
const kSet = {__proto__: null, ...kFirst, ...kLater};
// Before the new worker has taken over, the old one would answer once more. It may have done so already, or never do.
const kAgain = `<link rel="icon" href="data:,"><script>
  const {serviceWorker} = navigator, again = () => location.reload();
  serviceWorker.addEventListener('controllerchange', again);
  serviceWorker.ready.then(({waiting}) => waiting || again());
  setTimeout(again, 10000);
</script>`;
const kHome = new URL(self.registration.scope).pathname;

/**
 * Fetches a file of the set; rejects where the server has it no longer, or not yet. Nor may it be redirected: browsers
 * refuse to open a page that was.
 */
async function load(name) {
  const response = await fetch(new Request(name, {integrity: kSet[name], cache: 'no-cache', redirect: 'error'}));
  if (!response.ok) throw new TypeError(`the server answered ${response.status} for ${name}`);
  return response;
}

const loadAll = (files) => Promise.all(Object.keys(files).map(async (name) => [name, await load(name)]));
async function keep(files) {
  const cache = await caches.open(kName);
  await Promise.all(files.map(([name, response]) => cache.put(name, response.clone())));
}

async function fill() {
  const isNew = !(await caches.has(kName)); // or this version is at work, and the server has gone back to it
  try {
    await keep(await loadAll(kFirst));
  } catch (error) {
    if (isNew) await caches.delete(kName);
    throw error; // and this version is tried again with the next opening
  }
}

async function forgetOthers() {
  const {installing, waiting} = self.registration;
  if (installing || waiting) return; // one of the sets is that worker's, which forgets the others in its turn
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(kFamily) && name !== kName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

let later = null; // those of kLater, once one was asked for

/** All of them or none: the parts of a program have to be of one version. */
async function loadLater() {
  const files = await loadAll(kLater);
  await keep(files).catch(async () => {
    const cache = await caches.open(kName); // without room they are fetched again
    await Promise.all(files.map(([name]) => cache.delete(name)));
  });
  return new Map(files);
}

async function fromSet(name) {
  const cache = await caches.open(kName);
  const kept = await cache.match(name);
  if (kept) return kept;
  if (!(name in kLater)) return load(name);
  later ??= loadLater();
  try {
    return (await later).get(name).clone();
  } catch (error) {
    later = null; // for the next time
    throw error;
  }
}

/** The name of a file in the set, or null. */
function nameOf({pathname, origin}) {
  if (origin !== self.location.origin || !pathname.startsWith(kHome)) return null;
  const name = pathname.slice(kHome.length).replace(/^index\.html$/, '') || './';
  return name in kSet ? name : null;
}

/** Other pages of the folder, the article and the examples, have their files from the server. */
async function isPage({clientId}) {
  const client = await self.clients.get(clientId);
  return !!client && nameOf(new URL(client.url)) === './';
}

let hasMadeWay = false; // once: whatever comes of it, the page is not to be loaded for ever

/**
 * To reload the only page is to open it again: what waits may come. Otherwise, and in Safari, which does not tell a
 * reload from what opens a second page, browsers wait until there is none.
 */
async function makesWay({cache, destination}) {
  const {waiting} = self.registration;
  const isReload = cache !== 'default' && destination === 'document';
  if (hasMadeWay || !waiting || !isReload) return false;
  const pages = (await self.clients.matchAll()).filter(({frameType}) => frameType !== 'nested');
  if (pages.length > 1) return false;
  hasMadeWay = true;
  waiting.postMessage('come');
  return true;
}

async function answer(event, name) {
  const {request} = event;
  const isOurs = request.mode === 'navigate' ? name === './' : await isPage(event);
  if (!isOurs) return fetch(request);
  if (!(await caches.match('./', {cacheName: kName}))) {
    // Deleted, by a browser or a person. If the server has this version no longer, the next one is on its way.
    if (request.mode === 'navigate') event.waitUntil(fill().catch(() => {}));
    return fetch(request);
  }
  if (request.mode !== 'navigate' || !(await makesWay(request))) return fromSet(name);
  return new Response(kAgain, {headers: {'content-type': 'text/html'}});
}

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('message', ({data}) => data === 'come' && self.skipWaiting());
self.addEventListener('fetch', (event) => {
  const name = event.request.method === 'GET' ? nameOf(new URL(event.request.url)) : null;
  if (name) event.respondWith(answer(event, name));
});

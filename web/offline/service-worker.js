// Keeps the page on the device: one set of files that belong together, each held to the hash that it had when the
// folder was built. web/tools/offline.mjs puts this set in front, and writes service-worker.js. An answer comes from
// the set or from nowhere: HTML of one version never meets a program of another. Another version comes as a worker of
// its own, which waits until the page is opened again.
//
//   kVersion  of the set
//   kFirst    {'./': 'sha256-…', 'page.js': …}: fetched at once, all or none
//   kLater    the same, fetched when asked for

const kFamily = `lockstep ${self.registration.scope} `; // an origin may have several folders of ours
const kSet = {...kFirst, ...kLater};
const kAgain = '<link rel="icon" href="data:,"><script>location.reload()</script>';
const kHome = new URL(self.registration.scope).pathname;

/** Fetches a file of the set; rejects where the server has it no longer, or not yet. */
async function load(name) {
  const response = await fetch(new Request(name, {integrity: kSet[name], cache: 'no-cache'}));
  if (!response.ok) throw new TypeError(`the server answered ${response.status} for ${name}`);
  return response;
}

async function fill() {
  const cache = await caches.open(kFamily + kVersion);
  try {
    await Promise.all(Object.keys(kFirst).map(async (name) => cache.put(name, await load(name))));
  } catch (error) {
    await caches.delete(kFamily + kVersion);
    throw error; // and this version is tried again with the next opening
  }
}

async function forgetOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(kFamily) && name !== kFamily + kVersion);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fromSet(name) {
  const cache = await caches.open(kFamily + kVersion);
  const kept = await cache.match(name);
  if (kept) return kept;
  const response = await load(name);
  cache.put(name, response.clone()).catch(() => {}); // without room it is fetched again
  return response;
}

/** The name of a file in the set, or null. */
function nameOf({pathname, origin}) {
  if (origin !== self.location.origin || !pathname.startsWith(kHome)) return null;
  const name = pathname.slice(kHome.length).replace(/^index\.html$/, '') || './';
  return Object.hasOwn(kSet, name) ? name : null;
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
async function makesWay({cache}) {
  const {waiting} = self.registration;
  const isReload = cache !== 'default';
  if (hasMadeWay || !waiting || !isReload || (await self.clients.matchAll()).length > 1) return false;
  hasMadeWay = true;
  waiting.postMessage('come');
  return true;
}

async function answer(event, name) {
  const {request} = event;
  if (request.mode === 'navigate') {
    if (name !== './') return fetch(request);
    return (await makesWay(request)) ? new Response(kAgain, {headers: {'content-type': 'text/html'}}) : fromSet(name);
  }
  return (await isPage(event)) ? fromSet(name) : fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('message', ({data}) => data === 'come' && self.skipWaiting());
self.addEventListener('fetch', (event) => {
  const name = event.request.method === 'GET' ? nameOf(new URL(event.request.url)) : null;
  if (name) event.respondWith(answer(event, name));
});

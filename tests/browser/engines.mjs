// Three real browsers behind one face, the part of Puppeteer's Page that the tests in core.test.mjs use:
//
//   goto(url)  evaluate(function, ...values)  setViewport({width, height})
//   mouse.move/down/up/click/wheel  keyboard.press/type
//
// Chromium and Firefox come with Puppeteer's own Page. openEngine rejects with a sentence where the browser is missing.

import {spawn} from 'node:child_process';
import {accessSync, constants, mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';

import {openWebKit} from './webkit.mjs';

const kChromiumFlags = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=SpareRendererForSitePerProcess', // a process more for each page, which no test uses
];

/** The first of these programs that is on PATH, or null. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not here
      }
    }
  }
  return null;
}

function loadPuppeteer() {
  const puppeteer = createRequire(import.meta.url)('puppeteer-core'); // the only loader that looks into NODE_PATH
  return puppeteer.default ?? puppeteer;
}

/**
 * A screen for browsers that cannot do without one.
 * @return {Promise<{display: string, close: () => void}>}
 */
function openScreen() {
  const program = findProgram('Xvfb');
  if (!program) throw new Error('Xvfb is not installed');
  const child = spawn(program, ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    child.stdio[3].once('data', (text) => resolve({display: `:${String(text).trim()}`, close: () => child.kill()}));
  });
}

/** Chromium with further flags, as Puppeteer's Browser. */
export async function launchChromium(...flags) {
  const executablePath = findProgram('chromium', 'chromium-browser', 'google-chrome');
  if (!executablePath) throw new Error('Chromium is not installed');
  return loadPuppeteer().launch({executablePath, headless: true, args: [...kChromiumFlags, ...flags]});
}

/**
 * All tests share one context and, as their pages are of one site, one process: what is compiled there once is compiled
 * for all as long as one page keeps it, which halves the time until a page draws. Storage is by origin.
 */
async function openChromium() {
  const browser = await launchChromium('--process-per-site');
  const all = browser.defaultBrowserContext();
  const kept = new Set(await all.pages());
  return {
    version: await browser.version(),
    newContext: async () => ({
      newPage: () => all.newPage(),
      overridePermissions: (...values) => all.overridePermissions(...values),
      close: async () => Promise.all((await all.pages()).filter((page) => !kept.has(page)).map((page) => page.close())),
    }),
    async keepOpen(url) {
      const page = await all.newPage();
      kept.add(page);
      await page.goto(url);
    },
    close: () => browser.close(),
  };
}

async function openFirefox() {
  const executablePath = findProgram('firefox-esr', 'firefox');
  if (!executablePath) throw new Error('Firefox is not installed');
  const screen = await openScreen();
  const browser = await loadPuppeteer().launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    env: {...process.env, DISPLAY: screen.display},
  });
  return {
    version: await browser.version(),
    newContext: () => browser.createBrowserContext(),
    close: () => browser.close().finally(screen.close),
  };
}

async function openWebKitScreen() {
  const program = findProgram('WebKitWebDriver');
  if (!program) throw new Error('WebKitGTK is not installed');
  const screen = await openScreen();
  const home = mkdtempSync(join(tmpdir(), 'lockstep-webkit-'));
  const close = () => {
    screen.close();
    // Its processes still write while they end: rmSync would try the folder again, but not what has come into it.
    return rm(home, {recursive: true, force: true, maxRetries: 20, retryDelay: 50});
  };
  try {
    const webkit = await openWebKit(program, {
      ...process.env,
      DISPLAY: screen.display,
      HOME: home,
      XDG_CACHE_HOME: home,
      XDG_DATA_HOME: home,
    });
    return {...webkit, close: () => webkit.close().finally(close)};
  } catch (error) {
    await close();
    throw error;
  }
}

const kEngines = {chromium: openChromium, firefox: openFirefox, webkit: openWebKitScreen};
export const kEngineNames = Object.keys(kEngines);

/**
 * A context ends with its pages; storage may outlive it, by origin. Where it helps, keepOpen(url) keeps a page open
 * that makes the others start sooner.
 * @return {Promise<{version: string, newContext: () => Promise<{newPage, close}>, keepOpen?: (url) => Promise, close}>}
 */
export const openEngine = (name) => kEngines[name]();

// WebKitGTK over plain W3C WebDriver, with the methods of Puppeteer's Page that the tests for every browser use.

import {spawn} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

const kAnswer = 15_000; // ms for the driver to start, and for each command
const kTries = 3; // to open a browser
const kButtons = {left: 0, middle: 1, right: 2};
const kKeys = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

const delay = (ms) => new Promise((done) => setTimeout(done, ms));

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => done(port));
    });
  });
}

/** WebKitGTK's own small browser: not on PATH, in a folder that has the machine's name in it. */
function findMiniBrowser() {
  for (const machine of readdirSync('/usr/lib')) {
    for (const version of ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0']) {
      const program = join('/usr/lib', machine, version, 'MiniBrowser');
      if (existsSync(program)) return program;
    }
  }
  throw new Error('WebKitGTK has no MiniBrowser here');
}

/** Sends commands to a driver, and to one session of it. */
function makeClient(base) {
  return async function send(method, path, body) {
    const signal = AbortSignal.timeout(kAnswer);
    const response = await fetch(base + path, {
      method,
      signal,
      headers: {'content-type': 'application/json'},
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    }).catch((error) => {
      throw signal.aborted
        ? new Error(`WebDriver: no answer to ${method} ${path} ${JSON.stringify(body ?? '').slice(0, 200)}`)
        : error;
    });
    const {value} = await response.json();
    if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
    return value;
  };
}

function makeMouse(act) {
  const pointer = (...actions) => act({type: 'pointer', id: 'mouse', parameters: {pointerType: 'mouse'}, actions});
  const moveTo = (x, y) => ({type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y)});
  let at = [0, 0];
  const mouse = {
    async move(x, y, {steps = 1} = {}) {
      const [fromX, fromY] = at;
      at = [x, y];
      const moves = Array.from({length: steps}, (_, i) => {
        const share = (i + 1) / steps;
        return moveTo(fromX + (x - fromX) * share, fromY + (y - fromY) * share);
      });
      await pointer(...moves);
    },
    down: ({button = 'left'} = {}) => pointer({type: 'pointerDown', button: kButtons[button]}),
    up: ({button = 'left'} = {}) => pointer({type: 'pointerUp', button: kButtons[button]}),
    async click(x, y, options) {
      await mouse.move(x, y);
      await mouse.down(options);
      await mouse.up(options);
    },
    wheel: ({deltaX = 0, deltaY = 0}) =>
      act({
        type: 'wheel',
        id: 'wheel',
        actions: [{type: 'scroll', duration: 0, x: Math.round(at[0]), y: Math.round(at[1]), deltaX, deltaY}],
      }),
  };
  return mouse;
}

function makePage(send) {
  const act = (source) => send('POST', '/actions', {actions: [source]});
  const key = (type, value) => act({type: 'key', id: 'keyboard', actions: [{type, value}]});
  const keyboard = {
    async press(name) {
      const value = kKeys[name] ?? name;
      await key('keyDown', value);
      await key('keyUp', value);
    },
    async type(text) {
      for (const letter of text) await keyboard.press(letter);
    },
  };
  return {
    mouse: makeMouse(act),
    keyboard,
    on() {}, // this protocol tells nothing by itself
    goto: (url) => send('POST', '/url', {url}),
    async setViewport({width, height}) {
      let outer = {width, height};
      for (let tries = 0; tries < 50; ++tries) {
        await send('POST', '/window/rect', outer);
        await delay(50); // the window changes when the screen gets to it
        const [missingX, missingY] = await this.evaluate(
          (w, h) => [w - window.innerWidth, h - window.innerHeight],
          width,
          height,
        );
        if (!missingX && !missingY) return;
        const {width: now, height: tall} = await send('GET', '/window/rect');
        outer = {width: now + missingX, height: tall + missingY};
      }
      throw new Error(`the window does not become ${width} × ${height}`);
    },
    async evaluate(body, ...values) {
      const script = `const done = arguments[arguments.length - 1];
        new Promise((answer) => answer((${body})(...[...arguments].slice(0, -1))))
          .then((value) => done({value}), (error) => done({error: String(error)}));`;
      const {value, error} = await send('POST', '/execute/async', {script, args: values});
      if (error) throw new Error(error);
      return value;
    },
  };
}

/** A driver that answers. */
async function startDriver(program, environment) {
  const port = await freePort();
  const driver = spawn(program, [`--port=${port}`], {stdio: 'ignore', env: environment});
  const send = makeClient(`http://127.0.0.1:${port}`);
  const deadline = Date.now() + kAnswer;
  while (!(await send('GET', '/status').catch(() => null))) {
    if (Date.now() > deadline || driver.exitCode !== null) throw new Error('WebKitWebDriver does not answer');
    await delay(100);
  }
  return {send, stop: () => driver.kill()};
}

/** @return {Promise<{version, newContext, close}>} One context at a time: the driver has one session. */
export async function openWebKit(program, environment) {
  const capabilities = {
    alwaysMatch: {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': {binary: findMiniBrowser(), args: ['--automation']},
    },
  };
  let driver = await startDriver(program, environment);
  let version = '';
  // Now and then the browser starts and never connects to its driver.
  async function openSession(tries) {
    try {
      return await driver.send('POST', '/session', {capabilities});
    } catch (error) {
      if (tries === 1) throw error;
      driver.stop();
      driver = await startDriver(program, environment);
      return openSession(tries - 1);
    }
  }
  return {
    get version() {
      return version;
    },
    async newContext() {
      const session = await openSession(kTries);
      version = `${session.capabilities.browserName}/${session.capabilities.browserVersion}`;
      const inSession = (method, path, body) => driver.send(method, `/session/${session.sessionId}${path}`, body);
      return {newPage: async () => makePage(inSession), close: () => inSession('DELETE', '')};
    },
    async close() {
      driver.stop();
    },
  };
}

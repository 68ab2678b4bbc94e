// What tests of figures in other people's pages have in common: the element <lock-step>, and a frame with a window
// around it that talks to it.

import {execFileSync} from 'node:child_process';

import {until} from './harness.mjs';

export const kRun = 'dataset=moons&layers=6,6&lr=0.01';

/** Opens a page of another origin with <lock-step>. */
export const openArticle = ({page, article, site}, html) =>
  page.goto(
    article(`<style>lock-step {width: 600px; height: 400px; margin-bottom: 40px}</style>
      <script src="${site}lock-step.js"></script>${html}`),
  );

/** Calls a function of the page with its first <lock-step> and these values. */
export const figure = (page, body, ...values) =>
  page.evaluate(
    (text, all) =>
      new Function('element', 'values', `return (${text})(element, ...values)`)(
        document.querySelector('lock-step'),
        all,
      ),
    `${body}`,
    values,
  );
export const runs = (page) =>
  until(() => figure(page, (element) => element.mode === 'live'), 'the figure runs', 30_000);

/** What the command line says of the run's parameters after so many steps. */
export function nativeHash(config, steps) {
  const output = execFileSync(process.env.LOCKSTEP_CLI, ['run', config, '--steps', `${steps}`, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1)).hash;
}

// In the page around a frame: what the frame says is kept in window.heard, `ask` resolves to an answer.
const kAround = `<script>
  window.heard = [];
  addEventListener('message', ({source, data}) =>
    source === document.getElementById('frame')?.contentWindow && heard.push(data));
  window.ask = async (type, details, v = 1) => {
    const id = Math.random();
    document.getElementById('frame').contentWindow.postMessage({ns: 'lockstep', v, id, type, ...details}, '*');
    for (let tries = 0; tries < 1000; ++tries) {
      const answer = heard.find((each) => each.type === 'answer' && each.id === id);
      if (answer) return answer;
      await new Promise((done) => setTimeout(done, 10));
    }
    throw new Error('no answer to ' + type);
  };
</script>`;

/** The HTML of a page with the frame, from where it lies. `attributes` are the frame's. */
export const frameOf = (address, attributes = '', style = 'width: 700px; height: 450px') =>
  `${kAround}<iframe id="frame" src="${address}" ${attributes} style="display: block; border: 0; ${style}"></iframe>`;

/** What the frame has said, of one type. */
export const heard = (page, type) =>
  page.evaluate((wanted) => window.heard.filter((each) => each?.type === wanted), type);
export const ask = async (page, type, details = {}) =>
  page.evaluate((name, more) => window.ask(name, more), type, details);
/** Resolves to what it said first when its run was there. */
export async function loads(page) {
  await until(async () => (await heard(page, 'load')).length, 'the frame says that it runs', 30_000);
  return (await heard(page, 'load'))[0];
}

// Every instrument, opened on a run: it measures, shows something that is finite, and hands its numbers out.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';

import {test, until} from './harness.mjs';

const narrow = {viewport: {width: 390, height: 844}};
const wide = {viewport: {width: 1440, height: 900}};
const kRuns = {'two classes': '', 'three classes': 'dataset=arms&layers=6,5&activation=relu&norm=batch&seed=3'};

/** The table of instruments: [{name, onDemand, variants}], in the order of the list. */
function readTable() {
  const read = (name) => readFileSync(new URL(`../../src/lab/instruments/${name}`, import.meta.url), 'utf8');
  return [...read('instruments.h').matchAll(/^  INSTRUMENT\((\w+),/gm)].map(([, name]) => {
    const row = read(`${name}.cpp`);
    return {name, onDemand: /\.onDemand = true/.test(row), variants: /\.variants = /.test(row)};
  });
}
const kInstruments = readTable();

/** Files that the page saves end in window.saved instead of on the disk. */
function keepFiles(page) {
  return page.evaluate(() => {
    window.saved = [];
    URL.createObjectURL = (blob) => {
      blob
        .arrayBuffer()
        .then((bytes) =>
          window.saved.push({type: blob.type, size: bytes.byteLength, text: new TextDecoder().decode(bytes)}),
        );
      return 'about:blank';
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
}
async function nextFile(app, button) {
  const count = () => app.page.evaluate(() => window.saved.length);
  const before = await count();
  await app.press(button, async () => (await count()) > before, `${button} saves a file`);
  return app.page.evaluate(() => window.saved.at(-1));
}

/** What the CSV file says, once it has a measurement (of that step): [{name, columns, rows}], numbers and NaN. */
async function measured(app, name, step = '\\d+') {
  const title = new RegExp(`^# [\\w ]+, step ${step}$`, 'm');
  const text = await until(
    async () => {
      const file = await nextFile(app, 'instrument.csv');
      return title.test(file.text) && file.text;
    },
    `${name} is measured`,
    40_000,
  );
  return text
    .split('\n\n')
    .slice(1)
    .filter((block) => block.trim())
    .map((block) => {
      const [title, header, ...rows] = block.trim().split('\n');
      const cells = rows.map((row) => row.split(',').map((cell) => (cell === '' ? NaN : Number(cell))));
      return {
        name: title.slice(2).replace(/, step.*/, ''),
        columns: header.split(','),
        text: rows.join('\n'),
        rows: cells,
      };
    });
}

function checkNumbers(tables, name) {
  assert.ok(tables.length > 0);
  for (const table of tables) assert.doesNotMatch(table.text, /nan|inf/i, `${name}: ${table.name}`);
  const cells = tables.flatMap(({rows}) => rows.flat());
  const finite = cells.filter(Number.isFinite).length;
  assert.ok(finite >= 3 && finite >= 0.5 * cells.length, `${name}: ${finite} of ${cells.length} cells are numbers`);
}

/** The parts of the view on the screen: no sentence about what will appear, and more than paper. */
async function checkView(app, name, what = '') {
  await app.settled();
  const {widgets} = await app.until(
    ({widgets: all}) => !all[`${name}.waiting`] && Object.keys(all).some((key) => key.startsWith(`${name}.`)),
    `${name}${what} shows its measurement`,
  );
  const [, , right, bottom] = widgets['instrument.panel'];
  const parts = Object.keys(widgets).filter((key) => key.startsWith(`${name}.`) && !/\.shown|\.progress/.test(key));
  let shown = 0;
  for (const part of parts) {
    const [x0, y0, x1, y1] = widgets[part];
    assert.ok(x0 < right && x1 <= right + 1, `${part} is inside the panel`);
    assert.ok([x0, y0, x1, y1].every(Number.isFinite));
    if (x1 - x0 < 60 || y1 - y0 < 40 || y1 > bottom + 1) continue;
    const {colors} = await app.pixels(part);
    assert.ok(colors >= 6, `${part}${what} has ${colors} colours`);
    ++shown;
  }
  assert.ok(shown > 0, `${name}${what} shows a picture among ${parts}`);
}

const choicesOf = (widgets, name) =>
  Object.keys(widgets)
    .filter((key) => key.startsWith(`${name}.shown.`))
    .sort();

for (const {name} of kInstruments) {
  for (const [run, line] of Object.entries(kRuns)) {
    test(`${name} measures a run with ${run} and shows it`, wide, async ({open, page}) => {
      const app = await open(line);
      await keepFiles(page);
      await app.command('desk close');
      await app.command('step 40');
      await app.command(`instrument ${name}`);
      checkNumbers(await measured(app, name), name);
      await checkView(app, name);
      const {widgets} = await app.state();
      for (const choice of choicesOf(widgets, name)) {
        await app.click(choice);
        await page.mouse.move(4, 4);
        await checkView(app, name, `, ${choice}`);
      }
      assert.equal((await app.state()).graphicsError, '');
    });
  }
}

test('instruments that are followed draw the run as it goes on', wide, async ({open, page}) => {
  const app = await open();
  await keepFiles(page);
  for (const {name} of kInstruments.filter(({onDemand}) => !onDemand)) {
    await app.command(`instrument ${name}`);
    let tables;
    for (let look = 0; look < 3; ++look) {
      const {step} = await app.command('step 15');
      tables = await measured(app, name, step);
    }
    const tracks = tables.filter((table) => / over the run$/.test(table.name));
    assert.ok(tracks.length > 0 && tracks.some(({rows}) => rows.length > 2), `${name} followed the run`);
  }
});

test('what is measured on demand says how far it is, and is measured again when asked', wide, async ({open, page}) => {
  const app = await open('dataset=xor&layers=4');
  await keepFiles(page);
  for (const {name} of kInstruments.filter(({onDemand}) => onDemand)) {
    await app.command(`instrument ${name}`);
    await measured(app, name);
    const [first] = (await nextFile(app, 'instrument.csv')).text.match(/step \d+/);
    await app.command('step 10');
    await app.until(({widgets}) => widgets['instrument.measure']?.[4] === 1, 'it can be asked for');
    await app.click('instrument.measure');
    await until(
      async () => {
        const {text} = await nextFile(app, 'instrument.csv');
        return !text.includes(`, ${first}\n`) && /step \d+/.test(text);
      },
      `${name} is measured on the new step`,
      30_000,
    );
  }
});

test('variants change what is measured', wide, async ({open, page}) => {
  const app = await open('dataset=xor&layers=4');
  await keepFiles(page);
  await app.command('step 20');
  for (const [name, variant, table] of [
    ['landscape', 1, 'surface'],
    ['shattering', 6, 'trace'],
  ]) {
    await app.command(`instrument ${name}`);
    const before = (await measured(app, name)).find((t) => t.name === table);
    await app.choose('instrument.variant', variant);
    await until(
      async () => {
        const now = (await measured(app, name)).find((t) => t.name === table);
        return now && now.text !== before.text;
      },
      `${name} shows another ${table}`,
      30_000,
    );
    await checkView(app, name);
  }
});

test('the suggested rate is taken with one click, and undo brings the old one back', wide, async ({open, page}) => {
  const app = await open('dataset=circle&lr=0.0001');
  await keepFiles(page);
  await app.command('instrument rates');
  await measured(app, 'rates');
  const taken = async () => !/lr=0\.0001\b/.test((await app.state()).config);
  await app.press('rates.use', taken, 'the suggested rate is taken');
  const {config} = await app.state();
  const rate = Number(/lr=([\d.e-]+)/.exec(config)?.[1] ?? 0.01);
  assert.ok(rate > 1e-4 && rate < 1, `${rate} was suggested`);
  await app.click('undo');
  await app.until((state) => /lr=0\.0001\b/.test(state.config));
});

test('a view is saved as a picture', wide, async ({open, page}) => {
  const app = await open();
  await keepFiles(page);
  await app.command('instrument influence');
  await measured(app, 'influence');
  const file = await nextFile(app, 'instrument.picture');
  assert.equal(file.type, 'image/png');
  assert.ok(file.size > 4000, `the picture has ${file.size} bytes`);
});

test('an instrument is read on a phone, where it is a tab', narrow, async ({open, page}) => {
  const app = await open();
  await keepFiles(page);
  await app.command('step 30');
  await app.click('tab.5');
  for (const name of ['target', 'shattering', 'probes']) {
    await app.command(`instrument ${name}`);
    await measured(app, name);
    await checkView(app, name);
  }
});

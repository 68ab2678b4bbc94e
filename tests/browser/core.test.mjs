// What has to work in every browser.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {execFileSync} from 'node:child_process';
import {dirname} from 'node:path';

import {delay, test, until} from './harness.mjs';
import {kEngineNames} from './engines.mjs';

const everywhere = {engines: kEngineNames};

/** The runs that tests/golden_test.cpp holds every build to: [{name, line, hash}]. Tables come from outside: left out. */
function readGolden() {
  const source = readFileSync(new URL('../golden_test.cpp', import.meta.url), 'utf8');
  const table = source.slice(source.indexOf('kGolden[] = {'));
  const text = '((?:"[^"]*"\\s*)+)';
  const rows = table.matchAll(new RegExp(`\\{\\s*${text},\\s*${text},\\s*(0x[0-9a-f]+)`, 'g'));
  const join = (literals) => literals.replace(/"\s*"|^\s*"|"\s*$/g, '');
  return [...rows]
    .map(([, name, line, hash]) => ({name: join(name), line: join(line), hash: hash.slice(2).padStart(16, '0')}))
    .filter(({line}) => !line.includes('dataset=csv'));
}

test('the page loads without an error and asks only its own server', async ({open, page, site}) => {
  await open();
  const addresses = await page.evaluate(() => performance.getEntriesByType('resource').map(({name}) => name));
  assert.deepEqual(addresses.filter((address) => !address.startsWith(site) && !address.startsWith('data:')), []);
  assert.ok(addresses.some((address) => address.endsWith('lockstep.wasm')));
  assert.equal(await page.evaluate(() => document.getElementById('cover').hidden), true);
}, everywhere);

test('network, field and loss are drawn', async ({open}) => {
  const app = await open();
  await app.command('step 50');
  await app.settled();
  for (const [region, least] of [['network', 200], ['unit.1.1', 20], ['plane', 200], ['loss', 20], ['config', 20]]) {
    const {colors} = await app.pixels(region);
    assert.ok(colors >= least, `${region} has ${colors} colours`);
  }
  assert.equal((await app.state()).graphicsError, '');
}, everywhere);

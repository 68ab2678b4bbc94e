// The headers of a built folder, from its file _headers: paths with * for anything, and below each, indented, the
// headers that its files get. All rules that fit a path count, the last one for each name.

import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** @return {{matches: (path: string) => boolean, headers: [string, string][]}[]} */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue;
    if (/^\S/.test(line)) {
      const pattern = line
        .trim()
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*');
      const expression = new RegExp(`^${pattern}$`);
      rules.push({matches: (path) => expression.test(path), headers: []});
    } else {
      const [, name, value] = /^\s+([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
      if (!name || !rules.length) throw new SyntaxError(`no header: “${line}”`);
      rules.at(-1).headers.push([name, value]);
    }
  }
  return rules;
}

/** What a folder's own _headers gives to a path, as headersOf(path); ours where it has no such file. */
export function headersOfFolder(folder) {
  const own = join(folder, '_headers');
  const rules = parseHeaders(
    readFileSync(existsSync(own) ? own : new URL('../headers/_headers', import.meta.url), 'utf8'),
  );
  return (path) => Object.fromEntries(rules.filter(({matches}) => matches(path)).flatMap(({headers}) => headers));
}

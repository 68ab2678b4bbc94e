// Checks of layout that the formatters leave alone: what is inside comments. Prints file:line and what to do.
//   node tests/format.mjs FILE…
// A paragraph of // lines is filled, word by word, to the width of its longest line, and its last line is
// more than one or two words. Lists, tables and indented lines are laid out by hand and only have to fit.

import {readFileSync} from 'node:fs';

const setting = (file, pattern) => Number(pattern.exec(readFileSync(file, 'utf8'))[1]);
const kCppWidth = setting('.clang-format', /ColumnLimit: (\d+)/);
const kWidth = setting('.prettierrc', /"printWidth": (\d+)/);

const widthOf = (text) => [...text.replace(/\p{M}/gu, '')].length;
const firstWord = (text) => text.split(' ', 1)[0];

// The comment on a line of code or on its own, as {indent, text, alone}; none where text is laid out by hand.
function commentOf(line) {
  const match = /^((?:[^"'`/]|\/(?!\/))*)\/\/ (\S.*)$/.exec(line);
  if (!match || /\S {2,}\S|^[*-] |^clang-format /.test(match[2])) return null;
  return {indent: widthOf(match[1]), text: match[2], alone: !match[1].trim()};
}

// Whether `next` goes on with the paragraph of `comment`. A sentence may end a line early.
function goesOn(comment, next, width) {
  if (!comment || !next?.alone || next.indent !== comment.indent) return false;
  const fits = comment.indent + widthOf(`// ${comment.text} ${firstWord(next.text)}`) <= width;
  return !(fits && /[.:]$/.test(comment.text));
}

function checkParagraph(lines, first, report) {
  const widths = lines.map(({indent, text}) => indent + widthOf(`// ${text}`));
  const longest = Math.max(...widths);
  for (let i = 0; i + 1 < lines.length; ++i) {
    const word = firstWord(lines[i + 1].text);
    if (widths[i] + 1 + widthOf(word) <= longest) report(first + i, `take "${word}" up from the next line`);
  }
  if (lines.length > 1 && lines.at(-1).text.split(' ').length < 3)
    report(first + lines.length - 1, 'a line of one or two words: move more words down, or these up');
}

function checkFile(file, report) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const width = /\.(cpp|h|vert|frag)$/.test(file) ? kCppWidth : kWidth;
  const comments = lines.map(commentOf);
  lines.forEach((line, i) => {
    if (/^\s*(\/\/|\/\*|#).*[-=*─—]{4,}/.test(line)) report(i, 'a ruler: name the section in words, "// Time."');
    if (/^\s*\/?\*|^([^"'`]*\s)?\/\/ /.test(line) && widthOf(line) > width && !/https?:/.test(line))
      report(i, `a comment wider than ${width} columns`);
  });
  for (let i = 0, end; i < lines.length; i = end) {
    end = i + 1;
    while (comments[i] && end < lines.length && goesOn(comments[end - 1], comments[end], width)) ++end;
    if (end > i + 1) checkParagraph(comments.slice(i, end), i, report);
  }
}

for (const file of process.argv.slice(2)) checkFile(file, (line, what) => console.log(`${file}:${line + 1}: ${what}`));

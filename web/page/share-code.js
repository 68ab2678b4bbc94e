// The QR code of a link, made on this machine.

const kMostBytes = 300; // after '#': more modules than that no phone reads from the last row
const kQuiet = 4; // modules of white around it, as the standard wants

/** Resolves to {svg, note}; svg is empty where there is none, and note says why. */
export async function makeCode(link) {
  const bytes = new TextEncoder().encode(link.slice(link.indexOf('#') + 1)).length;
  if (bytes > kMostBytes)
    return {svg: '', note: `The link has ${bytes} bytes after #; a code that a phone reads has at most ${kMostBytes}.`};
  let library;
  try {
    library = await import('./lean-qr.js');
  } catch {
    return {svg: '', note: 'The part that makes it could not be loaded.'};
  }
  const code = library.generate(link, {minCorrectionLevel: library.correction.M});
  const side = code.size + 2 * kQuiet;
  let dark = '';
  for (let y = 0; y < code.size; ++y)
    for (let x = 0; x < code.size; ++x) if (code.get(x, y)) dark += `M${x + kQuiet} ${y + kQuiet}h1v1h-1z`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${4 * side}" height="${4 * side}" shape-rendering="crispEdges" role="img" aria-label="QR code of the link"><path fill="#fff" d="M0 0h${side}v${side}h-${side}z"/><path fill="#000" d="${dark}"/></svg>`;
  return {svg, note: `Opens the link, in ${code.size} × ${code.size} squares.`};
}

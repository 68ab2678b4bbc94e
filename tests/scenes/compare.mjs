// What differs between two pictures, counted in the browser that took them: nothing else needs to decode a PNG.

/**
 * In the page. Both pictures as data URLs → {count, box: [left, top, right, bottom], picture: data URL}: the pixels
 * that differ at all, the smallest box around them, and where they are, on a faint copy of the second.
 */
async function findDifference(before, after) {
  const kFaint = 0.15;
  const kMark = [213, 94, 0, 255];
  const read = async (url) => {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const {width, height} = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, width, height);
  };
  const [a, b] = await Promise.all([read(before), read(after)]);
  const width = Math.max(a.width, b.width);
  const height = Math.max(a.height, b.height);
  const pixel = ({width: columns, height: rows, data}, x, y) => {
    const at = 4 * (y * columns + x);
    return x < columns && y < rows ? data.subarray(at, at + 4) : new Uint8ClampedArray(4);
  };
  const map = new ImageData(width, height);
  const box = [width, height, 0, 0];
  let count = 0;
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const now = pixel(b, x, y);
      const differs = pixel(a, x, y).some((value, i) => value !== now[i]);
      const shown = differs ? kMark : [...now.subarray(0, 3).map((value) => 255 - kFaint * (255 - value)), 255];
      map.data.set(shown, 4 * (y * width + x));
      if (!differs) continue;
      ++count;
      box.splice(0, 4, Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1));
    }
  }
  const canvas = document.createElement('canvas');
  Object.assign(canvas, {width, height});
  canvas.getContext('2d').putImageData(map, 0, 0);
  return {count, box, picture: canvas.toDataURL('image/png')};
}

const toUrl = (png) => `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
const toPng = (url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

/**
 * @param {object} page An empty one.
 * @param {Uint8Array} before, after PNG files.
 * @return {Promise<?{count: number, box: number[], picture: Buffer}>} null where all pixels are equal; picture: a PNG.
 */
export async function compare(page, before, after) {
  if (Buffer.from(before).equals(after)) return null;
  const {count, box, picture} = await page.evaluate(findDifference, toUrl(before), toUrl(after));
  return count ? {count, box, picture: toPng(picture)} : null;
}

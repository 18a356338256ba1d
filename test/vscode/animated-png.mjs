// Small PNGs from screenshots, still or animated: 256 colours, and of an animation every frame but the first holds only the rectangle that has changed.
// Chunks as in "Portable Network Graphics (PNG) Specification (Third Edition)", W3C 2025: acTL, fcTL, fdAT.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A screenshot in 256 colours. */
export function smallPng(png) {
  const image = decode(png);
  const palette = commonColours([image]);
  const { width, height } = image;
  const data = deflateSync(filtered(indexed(image, palette), { x: 0, y: 0, width, height }), { level: 9 });
  const chunks = [chunk('IHDR', header(width, height)), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', data)];
  return Buffer.concat([SIGNATURE, ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

/** @param {{ png: Buffer, milliseconds: number }[]} frames screenshots, 8 bits a channel and not interlaced, and how long each is shown */
export function animatedPng(frames) {
  const decoded = frames.map(({ png }) => decode(png));
  const palette = commonColours(decoded);
  const images = decoded.map((image) => indexed(image, palette));
  const { width, height } = images[0];
  const chunks = [chunk('IHDR', header(width, height)), null, chunk('PLTE', Buffer.from(palette.flat()))];
  let sequence = 0;
  let shown = 0;
  let control;
  images.forEach((image, i) => {
    const box = i === 0 ? { x: 0, y: 0, width, height } : changed(images[i - 1], image);
    const { milliseconds } = frames[i];
    // What looks the same is shown for longer.
    if (!box) {
      control.writeUInt16BE(control.readUInt16BE(20) + milliseconds, 20);
      return;
    }
    control = Buffer.alloc(26);
    for (const [at, value] of [sequence++, box.width, box.height, box.x, box.y].entries()) control.writeUInt32BE(value, 4 * at);
    control.writeUInt16BE(milliseconds, 20);
    control.writeUInt16BE(1000, 22);
    chunks.push({ control });
    const data = deflateSync(filtered(image, box), { level: 9 });
    if (i === 0) chunks.push(chunk('IDAT', data));
    else {
      const number = Buffer.alloc(4);
      number.writeUInt32BE(sequence++);
      chunks.push(chunk('fdAT', Buffer.concat([number, data])));
    }
    shown++;
  });
  const animation = Buffer.alloc(8);
  animation.writeUInt32BE(shown);
  chunks[1] = chunk('acTL', animation);
  const written = chunks.map((part) => (part.control ? chunk('fcTL', part.control) : part));
  return Buffer.concat([SIGNATURE, ...written, chunk('IEND', Buffer.alloc(0))]);
}

function header(width, height) {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // 8 bits, numbers of a palette's colours.
  data.set([8, 3, 0, 0, 0], 8);
  return data;
}

function chunk(type, data) {
  const result = Buffer.alloc(12 + data.length);
  result.writeUInt32BE(data.length, 0);
  result.write(type, 4, 'latin1');
  data.copy(result, 8);
  result.writeUInt32BE(crc32(result.subarray(4, 8 + data.length)), 8 + data.length);
  return result;
}

/** Rows of red, green and blue. */
function decode(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const channels = { 2: 3, 6: 4 }[png[25]];
  if (png[24] !== 8 || !channels || png[28] !== 0) throw new Error('The screenshot is no plain PNG of 8 bits a channel.');
  const parts = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) unfilter(raw, rows, y, stride, channels);
  if (channels === 3) return { width, height, rows };
  const colours = Buffer.alloc(3 * width * height);
  for (let i = 0; i < width * height; i++) rows.copy(colours, 3 * i, 4 * i, 4 * i + 3);
  return { width, height, rows: colours };
}

/** Takes the filter of a row away: each byte is told by its distance from the left, the upper, their mean, or Paeth's choice of three. */
function unfilter(raw, rows, y, stride, channels) {
  const kind = raw[y * (stride + 1)];
  const from = y * (stride + 1) + 1;
  const to = y * stride;
  for (let i = 0; i < stride; i++) {
    const left = i < channels ? 0 : rows[to + i - channels];
    const up = y === 0 ? 0 : rows[to + i - stride];
    const corner = i < channels || y === 0 ? 0 : rows[to + i - stride - channels];
    const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind];
    rows[to + i] = raw[from + i] + guess;
  }
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Bits of a channel by which colours count as the same while the commonest are looked for. */
const KEPT = 5;
const COLOURS = 256;

/** The commonest colours of images: of each small cube of colours that is common enough, the one that occurs most. */
function commonColours(images) {
  const cubes = new Map();
  for (const { rows } of images)
    for (let i = 0; i < rows.length; i += 3) {
      const colour = (rows[i] << 16) | (rows[i + 1] << 8) | rows[i + 2];
      const cube = cubeOf(colour);
      const seen = cubes.get(cube) ?? cubes.set(cube, { count: 0, colours: new Map() }).get(cube);
      seen.count++;
      seen.colours.set(colour, (seen.colours.get(colour) ?? 0) + 1);
    }
  const commonest = [...cubes.values()].sort((a, b) => b.count - a.count).slice(0, COLOURS);
  return commonest.map(({ colours }) => {
    const [[colour]] = [...colours].sort((a, b) => b[1] - a[1]);
    return [colour >> 16, (colour >> 8) & 255, colour & 255];
  });
}

function cubeOf(colour) {
  const shift = 8 - KEPT;
  return ((colour >> (16 + shift)) << (2 * KEPT)) | (((colour >> (8 + shift)) & 31) << KEPT) | ((colour >> shift) & 31);
}

/** Every pixel as the number of the nearest colour of a palette. */
function indexed({ width, height, rows }, palette) {
  const known = new Map();
  const result = Buffer.alloc(width * height);
  for (let i = 0; i < result.length; i++) {
    const [r, g, b] = [rows[3 * i], rows[3 * i + 1], rows[3 * i + 2]];
    const colour = (r << 16) | (g << 8) | b;
    let nearest = known.get(colour);
    if (nearest === undefined) {
      let least = Number.POSITIVE_INFINITY;
      palette.forEach(([red, green, blue], at) => {
        const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
        if (distance < least) [least, nearest] = [distance, at];
      });
      known.set(colour, nearest);
    }
    result[i] = nearest;
  }
  return { width, height, rows: result };
}

/** The rectangle in which two images differ; undefined where they do not. */
function changed(before, after) {
  const { width, height } = after;
  const row = (image, y) => image.rows.subarray(y * width, (y + 1) * width);
  const differs = (y) => !row(before, y).equals(row(after, y));
  let top = 0;
  while (top < height && !differs(top)) top++;
  if (top === height) return undefined;
  let bottom = height - 1;
  while (!differs(bottom)) bottom--;
  let [left, right] = [width, -1];
  for (let y = top; y <= bottom; y++) {
    const [a, b] = [row(before, y), row(after, y)];
    for (let x = 0; x < left; x++) if (a[x] !== b[x]) left = x;
    for (let x = width - 1; x > right; x--) if (a[x] !== b[x]) right = x;
  }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Rows of a rectangle as they are: numbers of colours have no slopes. */
function filtered({ width, rows }, box) {
  const result = Buffer.alloc((box.width + 1) * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.y + y) * width + box.x;
    rows.copy(result, y * (box.width + 1) + 1, from, from + box.width);
  }
  return result;
}

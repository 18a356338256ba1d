import { DRAWING_SIDE, OWN_RANGES, type OwnPictures } from '../../../src/protocol/glimpses';

/** What was found in a folder: pictures by the sub-folder that they lie in, and how many files are none. */
export interface ReadPictures {
  readonly own: OwnPictures;
  readonly counts: readonly number[];
  readonly leftOut: number;
}

const LEVELS = 9;
/** Difference of brightness, of 255, below which a picture is blank. */
const BLANK = 8;

/** Reads the pictures of a folder that a person chose, as many of each sub-folder as are used: the browser itself knows PNG, JPEG and others. */
export async function readPictures(files: readonly File[]): Promise<ReadPictures> {
  const folders = new Map<string, File[]>();
  let leftOut = 0;
  for (const file of files) {
    const parts = file.webkitRelativePath.split('/');
    // Systems keep files of their own in folders.
    if (file.name.startsWith('.') || file.name === 'Thumbs.db') continue;
    const folder = parts.at(-2);
    if (parts.length < 3 || folder === undefined) leftOut++;
    else folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const classes: string[] = [];
  const counts: number[] = [];
  const drawings: { label: number; ink: string }[] = [];
  for (const folder of [...folders.keys()].sort()) {
    const inks: string[] = [];
    for (const file of folders.get(folder)!.slice(0, OWN_RANGES.pictures.most)) {
      const ink = await inkOf(file);
      if (ink === undefined) leftOut++;
      else inks.push(ink);
    }
    if (inks.length === 0) continue;
    drawings.push(...inks.map((ink) => ({ label: classes.length, ink })));
    classes.push(folder);
    counts.push(inks.length);
  }
  return { own: { classes, drawings }, counts, leftOut };
}

/** A picture as ink from 0 to 9 on nothing: how far each pixel is from the brightness of the edge. Undefined for what is no picture, or a blank one. */
async function inkOf(file: File): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  const side = DRAWING_SIDE;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d')!;
  // What is transparent is paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, side, side);
  bitmap.close();
  const { data } = context.getImageData(0, 0, side, side);
  const light = Array.from({ length: side * side }, (_, i) => 0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!);
  const edge = light.filter((_, i) => [0, side - 1].some((end) => i % side === end || Math.floor(i / side) === end)).sort((a, b) => a - b);
  const paper = edge[edge.length >> 1]!;
  const most = Math.max(...light.map((value) => Math.abs(value - paper)));
  if (most < BLANK) return undefined;
  return light.map((value) => Math.round((LEVELS * Math.abs(value - paper)) / most)).join('');
}

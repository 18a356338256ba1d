// Lists of the parts of every layer kind (src/network/layers/generated), made from the one registry: what a bundle needs of a kind, and nothing else, is in it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const HOME = 'src/network/layers';
/** A list, and which file of a kind's folder it takes. Those that not every kind has are left out. */
const PARTS = {
  descriptions: 'description',
  kinds: 'index',
  exports: 'export',
};

/** Ids of the registry, in its order. */
export function layerKinds() {
  const [, list] = /LAYER_KINDS = \[([^\]]*)\]/.exec(readFileSync(`${HOME}/registry.ts`, 'utf8'));
  return [...list.replace(/\/\/.*/g, '').matchAll(/'([^']+)'/g)].map(([, id]) => id);
}

/** Writes the lists that differ and returns their names; with `check` it writes nothing. */
export function layerLists({ check = false } = {}) {
  const ids = layerKinds().sort();
  return Object.entries(PARTS).flatMap(([list, part]) => {
    const file = `${HOME}/generated/${list}.ts`;
    const lines = ids
      .filter((id) => existsSync(`${HOME}/${id}/${part}.ts`))
      .map((id) => `export { ${id} } from '../${id}${part === 'index' ? '' : `/${part}`}';`);
    const text = `// Made by scripts/settings.mjs from registry.ts.\n${lines.join('\n')}\n`;
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return [];
    if (!check) {
      mkdirSync(`${HOME}/generated`, { recursive: true });
      writeFileSync(file, text);
    }
    return [file];
  });
}

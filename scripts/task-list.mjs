// The list of generated tasks (src/tasks/synthetic/generated.ts), made from their names in src/protocol/tasks.ts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadProtocol } from './load-protocol.mjs';

const FILE = 'src/tasks/synthetic/generated.ts';
const camelCase = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** Writes the list where it differs and returns its name; with `check` it writes nothing. */
export async function taskList({ check = false } = {}) {
  const { SYNTHETIC_TASKS } = await loadProtocol('tasks.ts');
  const lines = [...SYNTHETIC_TASKS].sort().map((id) => `export { ${camelCase(id)} } from './${id}';`);
  const text = `// Made by scripts/settings.mjs from SYNTHETIC_TASKS (src/protocol/tasks.ts).\n${lines.join('\n')}\n`;
  if (existsSync(FILE) && readFileSync(FILE, 'utf8') === text) return [];
  if (!check) writeFileSync(FILE, text);
  return [FILE];
}

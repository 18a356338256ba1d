// Writes what follows from a table or a registry: the lists of the layer kinds' parts (src/network/layers/generated) and of the generated tasks
// (src/tasks/synthetic/generated.ts), then the settings `unroll.training.*` of package.json and their texts (src/protocol/options). --check: writes nothing
// and exits 1 where they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layerLists } from './layer-lists.mjs';
import { loadProtocol } from './load-protocol.mjs';
import { taskList } from './task-list.mjs';

process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
const check = process.argv.includes('--check');
/** Says what is out of date. */
function report(file) {
  console.log(`${file} is out of date: run node scripts/settings.mjs`);
  process.exitCode = 1;
}
for (const file of [...layerLists({ check }), ...(await taskList({ check }))]) if (check) report(file);
const { OPTIONS, DEFAULT_NOTES } = await loadProtocol('options/index.ts');
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const PREFIX = 'unroll.training.';
const TEXT = 'setting.training.';
const UNSET = `${TEXT}unset`;
const [chinese, manifest] = [read('l10n/bundle.l10n.zh-cn.json'), read('package.json')];

const TYPES = { whole: 'integer', number: 'number', choice: 'string', list: 'string', boolean: 'boolean' };
const nullable = (row) => !row.always;

/** One setting of package.json. An option that nobody sets is null, so that presets and the text decide. */
function setting([key, row], order) {
  const type = TYPES[row.type];
  const choices = row.type === 'choice' && {
    enum: nullable(row) ? [...row.choices, null] : row.choices,
    enumItemLabels: [...row.choices.map((choice) => row.names?.[choice] ?? choice), ...(nullable(row) ? [`%${UNSET}%`] : [])],
  };
  const range = row.minimum !== undefined && {
    minimum: row.minimum,
    ...(row.maximum < Number.MAX_SAFE_INTEGER && { [row.exclusiveMaximum ? 'exclusiveMaximum' : 'maximum']: row.maximum }),
  };
  return [
    PREFIX + key,
    {
      type: nullable(row) ? [type, 'null'] : type,
      default: nullable(row) ? null : row.default,
      ...choices,
      ...range,
      scope: row.machine ? 'machine' : 'resource',
      order,
      markdownDescription: `%${TEXT}${key}%`,
    },
  ];
}

/** A setting's text; what it says of the default is true of the table. */
function description(row, translate) {
  if (row.default === '') return translate(row.description);
  const note = translate(DEFAULT_NOTES[row.source]).replace('{0}', `\`${row.default}\``);
  return row.always ? translate(row.description) : `${translate(row.description)}${translate === english ? ' ' : ''}${note}`;
}
const english = (text) => text;
const translated = (text) => chinese[text] ?? text;

const section = manifest.contributes.configuration.find(({ properties }) => `${PREFIX}seed` in properties);
const rows = Object.entries(OPTIONS);
const others = Object.entries(section.properties).filter(
  ([name, { markdownDescription }]) => !(name.startsWith(PREFIX) && name.slice(PREFIX.length) in OPTIONS) && markdownDescription,
);
const stale = others.filter(([name, { type }]) => name.startsWith(PREFIX) && Array.isArray(type));
const kept = others.filter((entry) => !stale.includes(entry)).map(([name, value], i) => [name, { ...value, order: rows.length + i + 1 }]);
section.properties = Object.fromEntries([...rows.map((row, i) => setting(row, i + 1)), ...kept]);
const files = { 'package.json': manifest };
for (const [file, translate] of [
  ['package.nls.json', english],
  ['package.nls.zh-cn.json', translated],
]) {
  const texts = read(file);
  for (const [name] of stale) delete texts[TEXT + name.slice(PREFIX.length)];
  for (const [key, row] of rows) texts[TEXT + key] = description(row, translate);
  texts[UNSET] = translate === english ? 'Default' : '默认';
  files[file] = texts;
}
for (const [file, value] of Object.entries(files)) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (readFileSync(file, 'utf8') === text) continue;
  if (check) report(file);
  else writeFileSync(file, text);
}

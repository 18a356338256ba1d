import assert from 'node:assert/strict';
import { BASE_CONFIGURATION, defaultConfiguration, type Overrides } from '../../../src/protocol/defaults';
import { OPTION_KEYS, OPTIONS, type OptionKey, type OptionRow } from '../../../src/protocol/options';
import { PRESETS } from '../../../src/protocol/presets/trainings';
import { checkOption, validateConfiguration } from '../../../src/protocol/validation';

const rows = OPTION_KEYS.map((key): [OptionKey, OptionRow] => [key, OPTIONS[key]]);
/** Texts of every size class: characters, and how many of them differ. */
const TEXTS = [
  [300, 20],
  [10_000, 60],
  [100_000, 90],
  [1_000_000, 65],
  [100_000, 3000],
] as const;

function valuesBySize(overrides: Overrides): Map<OptionKey, Set<unknown>> {
  const configurations = TEXTS.map(([characters, symbols]) => defaultConfiguration(characters, symbols, overrides));
  return new Map(OPTION_KEYS.map((key) => [key, new Set(configurations.map((configuration) => configuration[key]))]));
}

describe('the option table', () => {
  it('says that a default depends on the size of the text where it does, and nowhere else', () => {
    const byText = valuesBySize({ seconds: 10 });
    for (const [key, row] of rows) assert.equal(byText.get(key)!.size > 1, row.source === 'text', key);
  });

  it('says that a default depends on the preset where one changes it', () => {
    const byText = new Set(rows.filter(([, { source }]) => source === 'text').map(([key]) => key));
    const recommended = [PRESETS.quick, PRESETS.balanced, PRESETS.thorough, PRESETS.tutorial] as Overrides[];
    const changed = new Set(recommended.flatMap((preset) => Object.keys(preset) as OptionKey[]));
    for (const [key, { source }] of rows) if (source === 'preset') assert.ok(changed.has(key) || key === 'steps', key);
    for (const key of ['epsilon', 'finalRate', 'beta1', 'window'] as const) assert.ok(!changed.has(key) && !byText.has(key), key);
  });

  it('has a default within its own range for every option', () => {
    for (const [key, row] of rows) assert.equal(checkOption(key, row.default), row.default, key);
    assert.deepEqual(validateConfiguration({}), BASE_CONFIGURATION);
  });

  it('refuses a value beyond the range, of another type or of no choice with a sentence that says what fits', () => {
    for (const [key, row] of rows) {
      const wrong =
        row.type === 'boolean'
          ? [1, 'yes']
          : row.type === 'choice' || row.type === 'list'
            ? ['transformer', 3]
            : ['1', row.minimum - 1, row.maximum + row.maximum + 1, Number.NaN];
      for (const value of wrong) assert.throws(() => checkOption(key, value), new RegExp(`^UnrollError: ${key} must be `), `${key} = ${value}`);
    }
    assert.throws(() => checkOption('beta1', 1), /less than 1, not 1/);
    assert.throws(() => checkOption('layers', 1.5), /whole number/);
    assert.throws(() => checkOption('toString', 1), /no option toString/);
  });

  it('proposes sweep values that the option takes', () => {
    for (const [key, row] of rows)
      if ('sweep' in row) for (const value of row.sweep ?? []) checkOption(key, row.scaled ? value * row.default : value);
  });
});

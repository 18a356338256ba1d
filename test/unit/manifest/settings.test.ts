import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../../..');
const { contributes, capabilities } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const settings: Record<string, { scope: string; type: unknown; default: unknown; markdownDescription: string }> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
);

/** What a machine can bear, and where it keeps things: no workspace decides that. */
const MACHINE = [
  'training.threads',
  'training.backend',
  'training.memoryLimit',
  'training.concurrentRuns',
  'runs.maximumSize',
  'runs.checkpointInterval',
  'runs.keepText',
];
/** A place on the machine, which a workspace that is trusted may name. */
const PLACES = ['export.tensorboard'];

describe('settings', () => {
  it('are of the machine, of a language or of a resource, as what they are about', () => {
    for (const [name, { scope }] of Object.entries(settings)) {
      const short = name.replace(/^unroll\./, '');
      const expected = MACHINE.includes(short)
        ? 'machine'
        : PLACES.includes(short)
          ? 'machine-overridable'
          : short.startsWith('completions.')
            ? 'language-overridable'
            : 'resource';
      assert.equal(scope, expected, name);
    }
    for (const name of [...MACHINE, ...PLACES]) assert.ok(settings[`unroll.${name}`], name);
  });

  it('that name a place are not taken from a workspace without trust', () => {
    for (const name of PLACES) assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`unroll.${name}`), name);
  });
});

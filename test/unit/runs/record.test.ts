import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BASE_CONFIGURATION } from '../../../src/protocol/defaults';
import { UnrollError } from '../../../src/protocol/error';
import { checkOption, validateConfiguration } from '../../../src/protocol/validation';
import { NO_ANNOTATIONS, parseAnnotations, parseRecord, RECORD_FORMAT } from '../../../src/runs/record';
import { RunFolder } from '../../../src/runs/run-folder';
import { listRuns, loadRun, readMetrics } from '../../../src/runs/stored-run';
import fc from '../support/properties';

const CASES = { numRuns: process.env.UNROLL_LONG ? 100_000 : 2000 };
const OLD = path.resolve('test/unit/runs/stored/version-1');
const old = readFileSync(path.join(OLD, 'run.json'), 'utf8');

/** Whether a parser either accepts or refuses with a sentence. */
function survives(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof UnrollError, String((error as Error).stack));
  }
}

describe('the record of a run', () => {
  it('of the first version opens, with its metrics, and is brought up to date', () => {
    const { record, annotations } = loadRun(OLD);
    assert.equal(record.format, RECORD_FORMAT);
    assert.equal(record.document.name, 'tide.txt');
    assert.equal(record.configuration.hidden, 32);
    assert.equal(record.configuration.optimizer, BASE_CONFIGURATION.optimizer);
    assert.deepEqual(record.progress, { step: 0, seconds: 0, parameters: 0, bestLoss: null });
    assert.deepEqual(annotations, NO_ANNOTATIONS);
    const events = readMetrics(OLD);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['evaluation', 'step', 'step', 'done'],
    );
    assert.ok(events[2]?.type === 'step' && events[2].hiddenNorms[0] === 2.5);
  });

  it('of a newer version is refused with a sentence, and neither changed nor listed', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'unroll-newer-'));
    const folder = path.join(root, 'run');
    cpSync(OLD, folder, { recursive: true });
    const json = JSON.stringify({ ...JSON.parse(old), format: RECORD_FORMAT + 1, unknown: [1] });
    writeFileSync(path.join(folder, 'run.json'), json);
    assert.throws(() => loadRun(folder), /newer version of Unroll \(format 3\)\. Update the extension/);
    assert.throws(() => RunFolder.reopen(folder, 1), /newer version/);
    assert.deepEqual(listRuns(root), []);
    assert.equal(readFileSync(path.join(folder, 'run.json'), 'utf8'), json);
  });

  it('takes any JSON and gives a record or a sentence', () => {
    fc.assert(
      fc.property(fc.json(), (json) => survives(() => parseRecord(json))),
      CASES,
    );
  });

  it('takes a real record with anything changed', () => {
    const base = JSON.parse(old) as Record<string, unknown>;
    const key = fc.constantFrom(...Object.keys(base), 'versions', 'progress', '__proto__');
    fc.assert(
      fc.property(key, fc.jsonValue(), (name, value) =>
        survives(() => {
          const record = parseRecord(JSON.stringify({ ...base, [name]: value }));
          assert.equal(typeof record.document.uri, 'string');
          assert.ok(Number.isFinite(record.progress.step));
        }),
      ),
      CASES,
    );
    fc.assert(
      fc.property(fc.nat(old.length), fc.nat(255), (at, byte) =>
        survives(() => parseRecord(old.slice(0, at) + String.fromCharCode(byte) + old.slice(at + 1))),
      ),
      CASES,
    );
  });

  it('takes any notes: what is wrong is as if never written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (json) => {
        const { name, note, tags, pinned, chosen } = parseAnnotations(json);
        assert.ok([name, note, chosen, ...tags].every((text) => typeof text === 'string') && typeof pinned === 'boolean');
      }),
      CASES,
    );
  });
});

describe('settings and configurations', () => {
  it('take any value and give one in range or a sentence', () => {
    const keys = fc.constantFrom(...Object.keys(BASE_CONFIGURATION), 'constructor', '__proto__');
    fc.assert(
      fc.property(keys, fc.anything(), (key, value) => survives(() => checkOption(key, value))),
      CASES,
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.anything()), (value) =>
        survives(() => assert.deepEqual(Object.keys(validateConfiguration(value)).sort(), Object.keys(BASE_CONFIGURATION).sort())),
      ),
      CASES,
    );
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { file, unroll } from '../support/program';

interface Report {
  readonly runs: { readonly name: string; readonly state: string; readonly score: { score: string; better: string; value: number } }[];
  readonly measure: { readonly score: string; readonly better: 'higher' | 'lower' };
  readonly best: string;
  readonly networks: { readonly name: string; readonly scores: number[]; readonly mean: number; readonly interval: [number, number] }[];
  readonly comparisons: { readonly better: string; readonly worse: string; readonly p: number | null }[];
  readonly baselines: Record<string, number | string>[];
}

const words = ['ana', 'lena', 'mira', 'nora', 'olga', 'tom', 'karl', 'rolf', 'bert', 'kurt'];
const names = words.flatMap((word) => ['', 'x', 'q', 'z'].map((end) => `${word}${end},${words.indexOf(word) < 5 ? 'first' : 'second'}`));
const NAMES = file('task-names.csv', `name,class\n${names.join('\n')}\n`);
const SERIES = file('task-series.csv', `month,value\n${Array.from({ length: 60 }, (_, i) => `${i},${100 + i + 20 * Math.sin(i / 2)}`).join('\n')}\n`);
const PAIRS = file('task-pairs.tsv', `source\ttarget\n${Array.from({ length: 40 }, (_, i) => `n${i}\t${i}`).join('\n')}\n`);

/** What each task is asked with, and what it is judged by. */
const TASKS = [
  { title: 'classes', args: [NAMES, '--task', 'classification'], score: 'accuracy', better: 'higher', baselines: true },
  { title: 'forecasts', args: [SERIES, '--task', 'forecast', '--column', 'value', '--season', '4'], score: 'rmse', better: 'lower', baselines: true },
  { title: 'pairs', args: [PAIRS, '--task', 'pairs', '--decoder-only'], score: 'exactMatch', better: 'higher', baselines: false },
  { title: 'right answers of parity', args: ['--task', 'parity', '--task-length', '5'], score: 'accuracy', better: 'higher', baselines: false },
  { title: 'excess over the source of brackets', args: ['--task', 'dyck', '--task-length', '5'], score: 'excess', better: 'lower', baselines: false },
] as const;
const SMALL = ['--hidden', '8', '--steps', '4', '--threads', '1'];

describe('experiments on tasks', () => {
  for (const { title, args, score, better, baselines } of TASKS) {
    it(`compare networks by ${title} over seeds, best first, and a record has the runs for the next time`, () => {
      const record = file(`task-${title.replaceAll(' ', '-')}.jsonl`);
      const command = ['compare', ...args, '--cells', 'gru,rnn', '--seeds', '3', ...SMALL, '--out', record, '--json'];
      const first = unroll(command);
      assert.equal(first.code, 0, first.errors);
      const report = first.lines[0] as unknown as Report;
      assert.deepEqual(report.measure, { score, better });
      assert.equal(report.runs.length, 6);
      for (const run of report.runs) assert.ok(run.state === 'done' && run.score.score === score && Number.isFinite(run.score.value), run.name);
      const means = report.networks.map(({ scores }) => scores.reduce((sum, value) => sum + value, 0) / 3);
      for (const [i, { mean }] of report.networks.entries()) assert.ok(Math.abs(mean - means[i]!) < 1e-12);
      const most = better === 'higher' ? Math.max(...means) : Math.min(...means);
      assert.equal(means[report.networks.findIndex(({ name }) => name === report.best)], most);
      assert.equal(report.comparisons[0]!.better, report.best);
      assert.equal(report.baselines.length > 0 && report.baselines.every((baseline) => typeof baseline[score] === 'number'), baselines);
      const lines = readFileSync(record, 'utf8');
      const again = unroll(command);
      assert.deepEqual(again.lines, first.lines);
      assert.equal(readFileSync(record, 'utf8'), lines);
    });
  }

  it('sweep a hyper-parameter in the measure of the task, which the table names', () => {
    const { code, out } = unroll(['sweep', ...TASKS[0].args, '--vary', 'learning-rate=0.001,0.01', ...SMALL]);
    assert.equal(code, 0);
    assert.match(out, /^ +accuracy .*\n(learningRate .*\n){2}majority /);
    assert.match(out, /\nBest: learningRate 0\.0/);
  });

  it('refuse options of another task and data for a generated one', () => {
    for (const [args, sentence] of [
      [['compare', NAMES, '--task', 'classification', '--column', 'x'], /column/],
      [['compare', NAMES, '--task', 'parity'], /parity/],
      [['sweep', '--task', 'forecast', '--vary', 'hidden=4,8'], /data/],
    ] as const) {
      const { code, errors } = unroll([...args]);
      assert.equal(code, 2);
      assert.match(errors, sentence);
    }
  });
});

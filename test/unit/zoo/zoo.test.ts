import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shardOf } from '../../../src/cli/job-shard';
import { jobKey, type ZooResult } from '../../../src/zoo/job';
import { runJob } from '../../../src/zoo/run-job';
import { judgeZoo, VERDICTS, zooJobs } from '../../../src/zoo/zoo';

const context = { text: undefined, threads: 1, now: () => performance.now(), control: () => 0 };
const untimed = ({ seconds: _, ...result }: ZooResult) => result;

describe('the zoo', () => {
  it('has each job once, whatever the number of shares, and no verdict twice', () => {
    const jobs = zooJobs(3);
    assert.equal(new Set(jobs.map(jobKey)).size, jobs.length);
    assert.equal(new Set(VERDICTS.map(({ id }) => id)).size, VERDICTS.length);
    for (const n of [1, 2, 7]) {
      const shares = Array.from({ length: n }, (_, k) => shardOf(jobs, `${k + 1}/${n}`));
      assert.deepEqual(shares.flat().map(jobKey).sort(), jobs.map(jobKey).sort());
    }
  });

  it('runs every seed of all verdicts before the next one, so that an early end leaves none out', () => {
    const seeds = zooJobs(3).map(({ seed }) => seed);
    assert.deepEqual(
      seeds,
      [...seeds].sort((a, b) => a - b),
    );
  });

  it('says nothing of a verdict whose networks have not been run, and judges by the median of the seeds', () => {
    const verdict = VERDICTS.find(({ id }) => id === 17)!;
    const make = verdict.jobs.attention!;
    const result = (seed: number, solvedAt: number | null): ZooResult => ({ key: jobKey(make(seed)), solvedAt, seconds: 1 });
    assert.equal(judgeZoo([], 3, [verdict])[0]!.holds, undefined);
    const judged = judgeZoo([result(1, 50), result(2, null), result(3, 100)], 3, [verdict])[0]!;
    assert.deepEqual([judged.holds, judged.seeds, judged.measured], [true, 3, 'attention 100']);
    assert.equal(judgeZoo([result(1, 50), result(2, null), result(3, null)], 3, [verdict])[0]!.holds, false);
  });

  it('measures the same numbers again', () => {
    const job = {
      kind: 'task',
      task: 'copy',
      parameters: { length: 2, delay: 3 },
      steps: 100,
      seed: 1,
      options: { cell: 'conv', layers: 2, hidden: 16 },
    } as const;
    const first = runJob(job, context);
    assert.deepEqual(untimed(runJob(job, context)), untimed(first));
    assert.ok(first.bestAccuracy! > 0.3, `${first.bestAccuracy}`);
  }).timeout(300_000);

  it('measures how much of a gradient is left: the identity start keeps it, tanh loses it', () => {
    const text = 'the sea writes on the sand and the sand forgets. '.repeat(30);
    const left = (options: object) =>
      runJob({ kind: 'flow', trained: false, seed: 1, options: { hidden: 32, ...options } }, { ...context, text }).norms!.at(-1)!;
    assert.ok(Math.abs(left({ cell: 'rnn', activation: 'relu', initialization: 'identity' })) < 0.05);
    assert.ok(left({ cell: 'rnn', activation: 'tanh' }) < -6);
  }).timeout(300_000);
});

describe('unroll zoo', () => {
  const cli = path.resolve('dist/unroll.js');
  const unroll = (...args: string[]) => spawnSync(process.execPath, [cli, 'zoo', ...args], { encoding: 'utf8', timeout: 250_000 });
  const folder = (name: string) => path.join(mkdtempSync(path.join(tmpdir(), 'unroll-zoo-')), name);

  it('refuses a share that there is not, and a folder without results', () => {
    for (const share of ['0/2', '3/2', 'x', '1']) assert.deepEqual([unroll('--shard', share, '--out', folder('x')).status, share], [2, share]);
    assert.equal(unroll('--merge', folder('nothing'), '--out', folder('x')).status, 2);
  }).timeout(120_000);

  it('joins the records of shares to the record of the whole, and writes table, page and JSON', () => {
    const jobs = zooJobs(1).slice(0, 5);
    const result = (i: number): ZooResult => ({ key: jobKey(jobs[i]!), norms: [-1, -7, -9, -12, -20], bounds: [0, 0, 0, 0, 0], seconds: i });
    const write = (name: string, indices: readonly number[]) => {
      const target = folder(name);
      const { status } = unroll('--minutes', '0', '--seeds', '1', '--out', target);
      assert.equal(status, 0);
      writeFileSync(path.join(target, 'results.jsonl'), `${indices.map((i) => JSON.stringify(result(i))).join('\n')}\n{"key":"torn`);
      return target;
    };
    const [odd, even, whole] = [write('a', [0, 2, 4]), write('b', [1, 3]), write('c', [0, 1, 2, 3, 4])];
    const merged = folder('merged');
    const joined = unroll('--merge', odd, even, '--seeds', '1', '--out', merged, '--json');
    assert.equal(joined.status, 0, joined.stderr);
    const all = unroll('--minutes', '0', '--seeds', '1', '--out', whole, '--json');
    assert.deepEqual(JSON.parse(joined.stdout), JSON.parse(all.stdout));
    assert.ok(JSON.parse(joined.stdout).run >= 1);
    const page = readFileSync(path.join(merged, 'zoo.html'), 'utf8');
    assert.doesNotMatch(page, /https?:|<script/);
    assert.match(readFileSync(path.join(merged, 'zoo.md'), 'utf8'), /\| 1 \| A fresh sigmoid RNN/);
  }).timeout(300_000);
});

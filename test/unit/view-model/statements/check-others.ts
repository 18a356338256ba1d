import assert from 'node:assert/strict';
import type { PlaygroundEvent } from '../../../../src/protocol/playground';
import { LESSONS } from '../../../../src/protocol/presets/playground';
import { welchP } from '../../../../src/statistics/comparison';
import { formatShare } from '../../../../src/view-model/statements/quantity';
import { type Checker, type Claim, mean, same } from './claim';
import { hasEnded, type RawRun } from './world';

/** Runs of a claim's comparison by the names that the test gives them: a, b, c, … */
function runOf(claim: Claim, name: string): RawRun {
  return claim.world.runs[name.charCodeAt(0) - 97]!;
}

/** Of sigmoid outputs the nats of the normalized probabilities at the best evaluation. */
function bestLoss({ evaluations, configuration, info }: RawRun): number | undefined {
  if (evaluations.length === 0) return undefined;
  const best = evaluations.reduce((least, one) => (one.loss < least.loss ? one : least));
  return configuration.output === 'softmax' || info.task ? best.loss : best.bitsPerCharacter * Math.LN2;
}

function ranked(claim: Claim): number[] {
  return claim.world.runs.flatMap((run) => bestLoss(run) ?? []).sort((a, b) => a - b);
}

function leads(claim: Claim): void {
  const [first, second] = ranked(claim) as [number, number];
  same(claim.n('value'), first);
  same(bestLoss(runOf(claim, claim.text('name')))!, first);
  same(bestLoss(runOf(claim, claim.text('second')))!, second);
  same(claim.n('lead'), (second - first) / second);
}

function lossesOf(claim: Claim, name: string): readonly number[] {
  return claim.world.seeds![name]!;
}

function baselines(claim: Claim): Map<string, number> {
  return new Map(claim.world.runs.flatMap(({ baselines: all }) => Object.entries(all)));
}

function told(claim: Claim): string[] {
  return claim
    .text('baselines')
    .split('|')
    .map((part) => part.replace(/ \(.*/, ''));
}

/** What is left after 20 characters at a run's first or newest diagnosis. */
function left(run: RawRun, which: 'start' | 'now'): number | undefined {
  const found = which === 'start' ? run.diagnoses.find(({ step }) => step === 0) : run.diagnoses.findLast(({ step }) => step > 0);
  const flow = found?.diagnosis.flow;
  if (!flow || Math.max(...flow.positions) < 20) return undefined;
  return Math.max(...flow.norms.map((layer) => layer[flow.lags.indexOf(20)] ?? Number.NEGATIVE_INFINITY));
}

function reach(claim: Claim, holds: (start: number, now: number | undefined) => boolean, said: (start: number, now: number | undefined) => string) {
  const expected = claim.world.runs.flatMap((run, i) => {
    const start = run.info.origin || run.configuration.cell === 'feedforward' ? undefined : left(run, 'start');
    const now = left(run, 'now');
    return start !== undefined && holds(start, now) ? [`${String.fromCharCode(97 + i)} (${said(start, now)})`] : [];
  });
  assert.deepEqual(claim.text('runs').split('|').sort(), expected.sort());
}

const gain = (start: number, now: number | undefined) => (now === undefined || !Number.isFinite(now - start) ? 0 : now - start);

function events<T extends PlaygroundEvent['type']>(claim: Claim, type: T): Extract<PlaygroundEvent, { type: T }>[] {
  return claim.world.playground!.filter((event) => event.type === type) as Extract<PlaygroundEvent, { type: T }>[];
}

function names(claim: Claim, solved: boolean): string {
  const [begin] = events(claim, 'begin');
  return begin!.request.cells.filter((cell) => events(claim, 'solved').some((event) => event.cell === cell) === solved).join(', ');
}

function standing(claim: Claim): { step: number; loss: number; chance: number } {
  const point = events(claim, 'point').findLast(({ cell }) => cell === claim.text('name'))!;
  return { step: point.step, loss: point.loss, chance: events(claim, 'begin')[0]!.chance };
}

/** Gradient norms of a position's loss at the states before it, nearest first, as shares of the nearest. */
function shares(claim: Claim): number[] {
  const { walk, position } = claim.world;
  const norms = walk!.flow[position!]!.at(-1)!;
  return Array.from({ length: position! + 1 }, (_, lag) => norms[position! - lag]! / norms[position!]!);
}

function walked(claim: Claim): void {
  const { walk, position } = claim.world;
  assert.equal(claim.n('position'), position! + 1);
  same(claim.n('loss'), walk!.columns[position!]!.loss!);
}

function passage(claim: Claim) {
  return claim.world.reading!.characters;
}

function tracking(claim: Claim) {
  const { units, layers } = claim.world.reading!;
  const best = units.reduce((most, one) => (Math.abs(one.correlation) > Math.abs(most.correlation) ? one : most));
  assert.equal(claim.text('unit'), layers > 1 ? `${best.layer + 1}.${best.unit + 1}` : `${best.unit + 1}`);
  same(claim.n('correlation'), best.correlation);
  same(claim.n('chance'), best.chance);
  return best;
}

/** The run with the least validation loss has the outermost value of all that have one. */
function edge(claim: Claim, outermost: (...values: number[]) => number): void {
  assert.equal(claim.text('option'), 'hidden');
  assert.ok(claim.world.runs.every(hasEnded));
  const losses = ranked(claim);
  const best = claim.world.runs.filter((run) => bestLoss(run) === losses[0]).map(({ configuration }) => configuration.hidden);
  const tried = claim.world.runs.filter((run) => bestLoss(run) !== undefined).map(({ configuration }) => configuration.hidden);
  assert.ok(best.includes(claim.n('value')) && new Set(tried).size > 1);
  assert.equal(claim.n('value'), outermost(...tried));
}

/** No head gives more, at any one distance, than the one that is named, over the second half of the piece. */
function steadiest(claim: Claim): number {
  const { attention, characters } = claim.world.reading!.lookingBack!;
  const from = Math.floor(characters.length / 2);
  assert.equal(claim.n('steps'), characters.length - from);
  const at = (shares: readonly (readonly number[])[], lag: number) => mean(shares.slice(from).map((row, i) => row[from + i - lag]!));
  const named = claim.text('head').split('.').map(Number) as [number, number];
  const own = at(attention.find(({ layer }) => layer === named[0] - 1)!.heads[named[1] - 1]!, claim.n('lag'));
  same(claim.n('share'), own);
  for (const { heads } of attention) for (const head of heads) for (let lag = 0; lag <= from; lag++) assert.ok(at(head, lag) <= own + 1e-12);
  return own;
}

export const OTHER_CHECKERS = {
  compareBest(claim) {
    leads(claim);
    assert.ok(claim.world.runs.every(hasEnded));
  },
  compareBestSoFar(claim) {
    leads(claim);
    assert.ok(claim.world.runs.some((run) => !hasEnded(run)));
  },
  compareScore(claim) {
    const [best, next] = claim.world.runs.map(({ done }) => done!.test!.accuracy!).sort((a, b) => b - a);
    same(claim.n('value'), best!);
    same(claim.n('other'), next!);
  },
  compareOne(claim) {
    assert.equal(ranked(claim).length, 1);
    same(claim.n('value'), ranked(claim)[0]!);
  },
  sweepLargest: (claim) => edge(claim, Math.max),
  sweepSmallest: (claim) => edge(claim, Math.min),
  compareOnce(claim) {
    assert.equal(claim.n('runs'), ranked(claim).length);
    assert.ok(ranked(claim).length > 1);
  },
  seedsBetter(claim) {
    const best = lossesOf(claim, claim.text('name'));
    for (const other of claim.text('others').split('|')) {
      const losses = lossesOf(claim, other);
      assert.ok(mean(best) < mean(losses));
      assert.ok(welchP(best, losses) < 0.05);
      assert.ok(Math.min(best.length, losses.length) >= claim.n('seeds') && claim.n('seeds') >= 3);
    }
  },
  seedsAlike(claim) {
    const [best, other] = [lossesOf(claim, claim.text('name')), lossesOf(claim, claim.text('other'))];
    assert.equal(claim.n('seeds'), Math.min(best.length, other.length));
    // Even uncorrected, a table's tests ask for a twentieth of 5 % at least.
    const tests = (Object.keys(claim.world.seeds!).length * (Object.keys(claim.world.seeds!).length - 1)) / 2;
    assert.ok(welchP(best, other) > 0.05 / tests);
    assert.ok(claim.n('needed') > claim.n('seeds'));
  },
  seedsEqual(claim) {
    same(mean(lossesOf(claim, claim.text('name'))), mean(lossesOf(claim, claim.text('other'))));
  },
  seedsFew(claim) {
    assert.ok(claim.n('seeds') < 3 && claim.n('minimum') === 3);
    const [best, ...others] = Object.values(claim.world.seeds!).sort((a, b) => mean(a) - mean(b));
    assert.ok(others.every((losses) => Math.min(best!.length, losses.length) < 3));
  },
  compareTexts(claim) {
    assert.equal(claim.n('texts'), new Set(claim.world.runs.map(({ info }) => info.text)).size);
    assert.ok(claim.n('texts') > 1);
  },
  compareLosses(claim) {
    const tasks = new Set(claim.world.runs.map(({ info }) => info.task));
    assert.equal(claim.n('losses'), tasks.size);
    assert.ok(tasks.size > 1 && new Set(claim.world.runs.map(({ info }) => info.text)).size === 1);
  },
  compareAbove(claim) {
    const best = ranked(claim)[0]!;
    for (const name of told(claim)) assert.ok(baselines(claim).get(name)! * Math.LN2 > best);
  },
  compareBelow(claim) {
    const best = ranked(claim)[0]!;
    for (const name of told(claim)) assert.ok(baselines(claim).get(name)! * Math.LN2 <= best);
  },
  compareVanishing: (claim) => reach(claim, (start) => start < -2, formatShare),
  compareOpen: (claim) => reach(claim, (start) => start >= -2, formatShare),
  compareRaised: (claim) =>
    reach(
      claim,
      (start, now) => gain(start, now) >= 1,
      (start, now) => `${formatShare(start)} → ${formatShare(now!)}`,
    ),
  compareLowered: (claim) =>
    reach(
      claim,
      (start, now) => gain(start, now) <= -1,
      (start, now) => `${formatShare(start)} → ${formatShare(now!)}`,
    ),
  compareMemoryless(claim) {
    const run = runOf(claim, claim.text('name'));
    assert.equal(run.configuration.cell, 'feedforward');
    assert.equal(claim.n('window'), run.configuration.window);
  },
  lessonShown(claim) {
    const { can, cannot } = LESSONS[events(claim, 'begin')[0]!.request.task];
    const solved = events(claim, 'solved');
    assert.ok(!solved.some(({ cell }) => cannot.includes(cell)));
    const steps = solved.filter(({ cell }) => can.includes(cell)).map(({ step }) => step);
    assert.equal(claim.n('step'), Math.min(...steps));
    assert.ok(solved.some(({ cell, step }) => cell === claim.text('first') && step === claim.n('step')));
    // Whoever is said not to have solved it has trained as long.
    const reached = claim
      .text('others')
      .split(', ')
      .map((name) => events(claim, 'point').findLast(({ cell }) => cell === name)!.step);
    assert.ok(
      claim
        .text('others')
        .split(', ')
        .every((name) => (cannot as readonly string[]).includes(name)),
    );
    assert.equal(claim.n('steps'), Math.min(...reached));
    assert.ok(reached.every((step) => step >= claim.n('step')));
  },
  lessonAgainst(claim) {
    const { cannot } = LESSONS[events(claim, 'begin')[0]!.request.task];
    assert.ok((cannot as readonly string[]).includes(claim.text('name')));
    assert.equal(events(claim, 'solved').find(({ cell }) => cell === claim.text('name'))!.step, claim.n('step'));
  },
  playgroundRunning(claim) {
    assert.equal(events(claim, 'solved').length + events(claim, 'done').length, 0);
    assert.equal(claim.n('networks'), events(claim, 'begin')[0]!.request.cells.length);
  },
  playgroundStopped(claim) {
    assert.ok(events(claim, 'done')[0]!.stopped);
    assert.equal(claim.n('step'), Math.max(0, ...events(claim, 'point').map(({ step }) => step)));
  },
  playgroundNone(claim) {
    assert.equal(events(claim, 'solved').length, 0);
    assert.equal(events(claim, 'done')[0]!.stopped, false);
    assert.equal(claim.n('steps'), Math.max(0, ...events(claim, 'point').map(({ step }) => step)));
  },
  playgroundSolved(claim) {
    assert.deepEqual([claim.text('solved'), claim.text('others')], [names(claim, true), names(claim, false)]);
    assert.equal(events(claim, 'done').length, 1);
  },
  playgroundSolvedSoFar(claim) {
    assert.equal(claim.text('solved'), names(claim, true));
    assert.equal(events(claim, 'done').length, 0);
  },
  playgroundSolvedAll(claim) {
    assert.equal(claim.text('solved'), names(claim, true));
    assert.equal(names(claim, false), '');
  },
  playgroundReach(claim) {
    const flows = events(claim, 'flow').filter(({ cell }) => cell === claim.text('name'));
    const log = (flow: (typeof flows)[0]) => flow.norms.at(-1) ?? Number.NEGATIVE_INFINITY;
    same(claim.n('before'), log(flows[0]!));
    same(claim.n('after'), log(flows.at(-1)!));
    assert.equal(claim.n('lag'), flows[0]!.lags.at(-1));
    assert.ok(flows.length > 1);
  },
  playgroundAt(claim) {
    const { step, loss, chance } = standing(claim);
    assert.deepEqual([claim.n('step'), claim.n('loss')], [step, loss]);
    assert.ok(loss >= 0.93 * chance);
  },
  playgroundLearning(claim) {
    const { step, loss, chance } = standing(claim);
    assert.deepEqual([claim.n('step'), claim.n('loss')], [step, loss]);
    assert.ok(loss < 0.93 * chance);
  },
  playgroundSolvedAt(claim) {
    assert.equal(claim.n('step'), events(claim, 'solved').find(({ cell }) => cell === claim.text('name'))!.step);
    same(claim.n('seconds'), events(claim, 'point').findLast(({ cell }) => cell === claim.text('name'))?.seconds ?? 0);
  },
  playgroundDiverged(claim) {
    assert.equal(claim.n('step'), events(claim, 'diverged').find(({ cell }) => cell === claim.text('name'))!.step);
  },
  glimpsesLearned(claim) {
    const all = claim.world.glimpses!;
    const begin = all.find((event) => event.type === 'begin')!;
    assert.equal(claim.n('glimpses'), begin.request.glimpses);
    const judged = (network: string) => all.flatMap((event) => (event.type === 'point' && event.network === network ? [event] : []));
    const steps = judged('learned').map(({ step }) => step);
    assert.equal(claim.n('step'), Math.max(...steps.filter((step) => judged('random').some((point) => point.step === step))));
    for (const network of ['learned', 'random'])
      same(claim.n(network), judged(network).find(({ step }) => step === claim.n('step'))!.accuracies[begin.request.glimpses - 1]!);
  },
  samples(claim) {
    const samples = claim.raw.events.filter((event) => event.type === 'sample');
    assert.deepEqual([claim.n('count'), claim.n('first'), claim.n('last')], [samples.length, samples[0]!.step, samples.at(-1)!.step]);
  },
  sampleAt(claim) {
    assert.equal(claim.n('step'), claim.raw.events.findLast((event) => event.type === 'sample')?.step);
  },
  passage(claim) {
    const characters = passage(claim);
    same(claim.n('bits'), characters.reduce((sum, { bits }) => sum + bits, 0) / characters.length);
    same(claim.n('share'), characters.filter(({ rank }) => rank === 1).length / characters.length);
    assert.equal(claim.n('characters'), characters.length);
    same(claim.n('most'), Math.max(...characters.map(({ bits }) => bits)));
    assert.equal(claim.text('character'), characters.find(({ bits }) => bits === claim.n('most'))!.text);
  },
  attentionLag(claim) {
    assert.ok(steadiest(claim) >= 0.3 && claim.n('lag') > 0);
  },
  attentionSelf(claim) {
    assert.ok(steadiest(claim) >= 0.3 && claim.n('lag') === 0);
  },
  attentionSpread(claim) {
    assert.ok(steadiest(claim) < 0.3);
  },
  fieldEnds(claim) {
    const { taps } = claim.world.reading!.lookingBack!;
    assert.equal(claim.n('layers'), taps.length);
    // The earliest character that an endless text would let in.
    let reached = [0];
    for (const { distances } of taps) reached = reached.flatMap((place) => distances.map((back) => place + back));
    assert.equal(claim.n('field'), Math.max(...reached) + 1);
  },
  fieldOpen(claim) {
    const { taps, field } = claim.world.reading!.lookingBack!;
    assert.deepEqual([claim.n('layers'), field], [taps.length, null]);
  },
  unitClose(claim) {
    const { correlation, chance } = tracking(claim);
    assert.ok(Math.abs(correlation) >= 0.5 && Math.abs(correlation) > chance);
  },
  unitWeak(claim) {
    const { correlation, chance } = tracking(claim);
    assert.ok(Math.abs(correlation) < 0.5 && Math.abs(correlation) > chance);
  },
  unitChance(claim) {
    const { correlation, chance } = tracking(claim);
    assert.ok(Math.abs(correlation) <= chance);
  },
  walkVanishing(claim) {
    walked(claim);
    const all = shares(claim);
    const lag = claim.n('lag');
    assert.ok(all[lag - 1]! >= 0.01 && all.slice(lag).every((share) => share < 0.01) && lag < all.length);
    same(claim.n('share'), Math.log10(all[1]!));
  },
  walkGrowing(claim) {
    walked(claim);
    const all = shares(claim);
    same(10 ** claim.n('share'), Math.max(...all));
    assert.ok(Math.max(...all) > 2 && all[claim.n('lag')] === Math.max(...all));
  },
  walkOpen(claim) {
    walked(claim);
    const all = shares(claim);
    same(10 ** claim.n('share'), all.at(-1)!);
    assert.ok(all.at(-1)! >= 0.1 && claim.n('lag') === all.length - 1);
  },
  walkWeak(claim) {
    walked(claim);
    const all = shares(claim);
    same(10 ** claim.n('share'), all.at(-1)!);
    assert.ok(all.at(-1)! < 0.1 && all.at(-1)! >= 0.01 && claim.n('lag') === all.length - 1);
  },
  walkZero(claim) {
    walked(claim);
    assert.equal(claim.world.walk!.flow[claim.world.position!]!.at(-1)![claim.world.position!], 0);
  },
  walkFirst(claim) {
    walked(claim);
    assert.equal(claim.n('position'), 1);
  },
  walkNoLoss(claim) {
    assert.equal(claim.n('position'), claim.world.position! + 1);
    assert.equal(claim.world.walk!.flow[claim.world.position!], null);
  },
  walkTotals(claim) {
    const walk = claim.world.walk!;
    assert.equal(claim.n('characters'), walk.columns.length);
    same(
      claim.n('loss'),
      walk.columns.reduce((sum, { loss }) => sum + (loss ?? 0), 0),
    );
    const norm = (name: string) => Math.hypot(...walk.numbers!.moments[0]!.sums[name]!.flat().map((value) => value ?? 0));
    same(claim.n('W'), norm('rnn.weight_hh_l0'));
    same(claim.n('U'), norm('rnn.weight_ih_l0'));
    same(claim.n('V'), norm('head.weight'));
  },
  walkPredicted(claim) {
    tellsApart(claim, true);
  },
  walkMispredicted(claim) {
    tellsApart(claim, false);
  },
} as const satisfies Record<string, Checker>;

/** A character with several followers, and whether each of them was the likeliest where it came. */
function tellsApart(claim: Claim, right: boolean): void {
  const places = claim.world.walk!.columns.filter(
    ({ character, next, rank }) => character === claim.text('character') && next !== null && rank !== null,
  );
  const followers = [...new Set(places.map(({ next }) => `“${next}”`))];
  assert.equal(claim.text('followers'), followers.join(', '));
  assert.ok(followers.length > 1);
  assert.equal(
    places.every(({ rank }) => rank === 1),
    right,
  );
}

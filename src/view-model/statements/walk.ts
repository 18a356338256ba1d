import { describeKind } from '../../network/layers/descriptions';
import type { BpttTrace } from '../../protocol/bptt-trace';
import { kindsOf } from '../../protocol/kinds';
import { visibleCharacter } from '../chart/format';
import { ambiguity, flowFinding, walkTotals } from '../trace/unrolled-words';
import { count, number, share } from './quantity';
import { made, observed, type Statement, statement } from './statement';

/** What becomes of the gradient of one loss on its way back through the characters before it. */
export function walkStatements(walk: BpttTrace, position: number): Statement[] {
  const found = flowFinding(walk, position);
  const premises = [observed('walk', walk.columns.length, 'characters', walk.step)];
  const place = count(position + 1);
  if (found.kind === 'memoryless' && !isWindow(walk.architecture)) return [];
  if (found.kind === 'memoryless') return made(statement([], 'memoryless', premises, { window: count(walk.architecture.window) }));
  if (found.kind === 'noLoss') return made(statement([], 'walkNoLoss', premises, { position: place }));
  const values = { position: place, loss: number(walk.columns[position]!.loss!) };
  if (!('share' in found)) return made(statement([], found.kind === 'zero' ? 'walkZero' : 'walkFirst', premises, values));
  const id = ({ vanishing: 'walkVanishing', growing: 'walkGrowing', open: 'walkOpen', weak: 'walkWeak' } as const)[found.kind];
  return made(statement([], id, premises, { ...values, share: share(found.share), lag: count(found.lag) }));
}

/** Loss and gradients over the whole text, and whether a character with several followers is told apart. Of walks with all their numbers. */
export function walkTotalStatements(walk: BpttTrace, separator: string): Statement[] {
  if (!walk.numbers) return [];
  const premises = [observed('walk', walk.columns.length, 'characters', walk.step)];
  const { loss, U, W, V } = walkTotals(walk);
  const several = ambiguity(walk);
  const followers = several?.followers.map((follower) => `“${visibleCharacter(follower)}”`).join(separator) ?? '';
  return made(
    statement([], 'walkTotals', premises, {
      ...{ characters: count(walk.columns.length), loss: number(loss), U: number(U), W: number(W), V: number(V) },
    }),
    several
      ? statement([], several.predicted ? 'walkPredicted' : 'walkMispredicted', premises, {
          character: visibleCharacter(several.character),
          followers,
        })
      : undefined,
  );
}

/** Whether a network sees a window of characters and nothing else: other kinds without a state reach back in their own ways. */
function isWindow(architecture: BpttTrace['architecture']): boolean {
  return kindsOf(architecture).every((kind) => describeKind(kind).inputWindow !== undefined);
}

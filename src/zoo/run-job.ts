import { gradientFlow } from '../diagnostics/gradient-flow';
import { influence } from '../diagnostics/influence';
import { spectra } from '../diagnostics/spectra';
import { stateFlow } from '../diagnostics/state-flow';
import { SYNTHETIC_DEFAULTS, syntheticTask } from '../tasks/synthetic';
import { FLOW_LAGS, jobKey, LOGIT_LAGS, type ZooJob, type ZooResult } from './job';
import { completeRecipe, FLOW_POSITIONS, TEXT_STEPS, traceOnText, train, trainOnText, type ZooSurroundings } from './text-study';

/** The last updates of the text protocol, whose mean loss is compared. */
const COMPARED_STEPS = 100;

/**
 * Does a job.
 * @throws UnrollError when the text is missing or too short
 */
export function runJob(job: ZooJob, context: ZooSurroundings): ZooResult {
  const started = context.now();
  const result = job.kind === 'task' ? runTask(job, context) : job.kind === 'text' ? runText(job, context) : runFlow(job, context);
  return { key: jobKey(job), ...result, seconds: (context.now() - started) / 1000 };
}

type Measured = Omit<ZooResult, 'key' | 'seconds'>;

function runTask(job: Extract<ZooJob, { kind: 'task' }>, context: ZooSurroundings): Measured {
  const configuration = completeRecipe({ ...SYNTHETIC_DEFAULTS, steps: job.steps }, job, context.threads);
  let measured: Measured = {};
  let bestAccuracy = 0;
  train(syntheticTask(job.task, job.parameters), configuration, context, (event) => {
    if (event.type === 'evaluation') bestAccuracy = Math.max(bestAccuracy, event.accuracy);
    if (event.type === 'done')
      measured = {
        solvedAt: event.solvedAt ?? null,
        ...(event.generalization ? { generalization: event.generalization } : {}),
        ...(event.closers ? { closers: event.closers } : {}),
      };
  });
  return { ...measured, bestAccuracy };
}

function runText(job: ZooJob, context: ZooSurroundings): Measured {
  const losses: number[] = [];
  trainOnText(job, context, (event) => {
    if (event.type === 'step') losses.push(event.loss);
  });
  const compared = losses.slice(TEXT_STEPS - COMPARED_STEPS);
  return { loss: compared.reduce((sum, loss) => sum + loss, 0) / compared.length };
}

function runFlow(job: Extract<ZooJob, { kind: 'flow' }>, context: ZooSurroundings): Measured {
  const trace = traceOnText(job, context);
  const positions = FLOW_POSITIONS.filter((position) => position < trace.steps.length);
  if (job.measure === 'logits') return { norms: influence(trace, LOGIT_LAGS, positions) };
  if (job.measure === 'states') return { norms: stateFlow(trace, FLOW_LAGS, positions) };
  const { norms, bounds } = gradientFlow(trace, spectra(trace.network), FLOW_LAGS, positions);
  return { norms: norms.at(-1)!, bounds: bounds.at(-1)! };
}

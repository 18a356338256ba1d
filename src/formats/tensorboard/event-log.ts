import type { Configuration } from '../../protocol/configuration';
import type { Diagnosis } from '../../protocol/diagnostics';
import type { Tensors } from '../../protocol/model';
import type { TrainingEvent } from '../../protocol/training-events';
import { experiment, fileVersion, type HyperParameters, histogram, scalar, sessionEnd, sessionStart, summary, text } from './summary';

const METRICS = ['loss/training', 'loss/validation', 'bits_per_character/validation', 'accuracy/validation'];

/** Training events as the records of a TensorBoard event file. Each method returns bytes to append; all of them in a row are a file. */
export class EventLog {
  private seconds = 0;

  /** @param started seconds since 1970 at which the run began */
  constructor(private readonly started: number) {}

  /** TensorBoard looks for this word in the names of files. `number`: of runs that began in the same second, from 1. */
  static fileName(started: number, number = 1): string {
    return `events.out.tfevents.${Math.floor(started)}.unroll${number === 1 ? '' : `-${number}`}`;
  }

  header(): Uint8Array {
    return fileVersion(this.started);
  }

  /** Records of one event; none for what TensorBoard has no place for. */
  append(event: TrainingEvent): Uint8Array[] {
    switch (event.type) {
      case 'start':
        return this.start(event.configuration);
      case 'step': {
        this.seconds = event.seconds ?? this.seconds;
        const hidden = event.hiddenNorms.map((norm, layer) => scalar(`hidden_norm/layer_${layer}`, norm));
        return [
          summary(this.now, event.step, [
            scalar('loss/training', event.loss),
            scalar('gradient/norm', event.gradientNorm),
            scalar('gradient/clipped', event.clipped),
            scalar('learning_rate', event.learningRate),
            scalar('characters_per_second', event.charactersPerSecond),
            ...hidden,
          ]),
        ];
      }
      case 'evaluation':
        return [
          summary(this.now, event.step, [
            scalar('loss/validation', event.loss),
            scalar('bits_per_character/validation', event.bitsPerCharacter),
            scalar('accuracy/validation', event.accuracy),
          ]),
        ];
      case 'gradient': {
        const norms = Object.entries(event.norms).map(([name, norm]) => scalar(`gradient_norm/${name}`, norm));
        const clipped = Object.entries(event.clippedNorms ?? {}).map(([name, norm]) => scalar(`clipped_gradient_norm/${name}`, norm));
        const ratios = Object.entries(event.updateRatios).map(([name, ratio]) => scalar(`update_ratio/${name}`, ratio));
        return [summary(this.now, event.step, [...norms, ...clipped, ...ratios])];
      }
      case 'diagnosis':
        return [summary(this.now, event.step, diagnosis(event.diagnosis))];
      case 'sample':
        // Four spaces make it a block of code: nothing of it is Markdown.
        return [summary(this.now, event.step, [text('sample', event.text.replace(/^/gm, '    '))])];
      case 'done':
        this.seconds = Math.max(this.seconds, event.seconds);
        return [summary(this.now, event.steps, [sessionEnd(event.reason === 'diverged' ? 'failure' : 'success', this.now)])];
      default:
        return [];
    }
  }

  /** Histograms of weights. */
  weights(step: number, tensors: Tensors): Uint8Array {
    return summary(
      this.now,
      step,
      [...tensors].map(([name, { data }]) => histogram(`weights/${name}`, data)),
    );
  }

  private start(configuration: Configuration): Uint8Array[] {
    const parameters: HyperParameters = configuration;
    const rows = Object.entries(parameters).map(([name, value]) => `| ${name} | ${value} |`);
    return [
      summary(this.started, 0, [experiment(parameters, METRICS)]),
      summary(this.started, 0, [sessionStart(parameters, this.started)]),
      summary(this.started, 0, [text('configuration', ['| option | value |', '| --- | --- |', ...rows].join('\n'))]),
    ];
  }

  private get now(): number {
    return this.started + this.seconds;
  }
}

/** log10 of the products of Jacobians by lag, spectra of the recurrent matrices, and how much of the gates and states is saturated. */
function diagnosis({ flow, spectra, saturation }: Diagnosis) {
  const values: ReturnType<typeof scalar>[] = [];
  flow.norms.forEach((norms, layer) => {
    norms.forEach((norm, i) => {
      if (norm !== null) values.push(scalar(`jacobian_log10/layer_${layer}/lag_${String(flow.lags[i]).padStart(3, '0')}`, norm));
    });
  });
  spectra.forEach((gates, layer) => {
    for (const { gate, spectralRadius, sigmaMax } of gates)
      values.push(scalar(`spectral_radius/layer_${layer}/${gate}`, spectralRadius), scalar(`sigma_max/layer_${layer}/${gate}`, sigmaMax));
  });
  saturation.forEach((gates, layer) => {
    for (const { gate, left, right } of gates) values.push(scalar(`saturation/layer_${layer}/${gate}`, left + (right ?? 0)));
  });
  return values;
}

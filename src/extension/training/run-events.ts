import { type TrainingEvent, withoutDetails } from '../../protocol/training-events';
import { keepSamples } from '../../view-model/chart/keep-samples';
import { thinEvents } from '../../view-model/chart/thin-events';

/** Events kept for a panel that opens later. */
const MAX_EVENTS = 8192;

/** The events of a training so far, without what later ones replace. */
export class RunEvents {
  readonly list: TrainingEvent[] = [];

  add(event: TrainingEvent): void {
    const { list } = this;
    if (event.type === 'window' || event.type === 'report') {
      const old = list.findIndex((other) => replaces(event, other));
      if (old >= 0) list.splice(old, 1);
    }
    if (event.type === 'diagnosis') {
      const old = list.findLastIndex((other) => other.type === 'diagnosis');
      if (old >= 0) list[old] = withoutDetails(list[old]!);
    }
    list.push(event);
    if (event.type === 'sample') this.keepSamples();
    if (list.length > MAX_EVENTS) this.replaceBy(thinEvents(list));
  }

  /** Of the samples only those that tell how the run has learnt to write. */
  private keepSamples(): void {
    const samples = this.list.filter((event) => event.type === 'sample');
    const kept = new Set<TrainingEvent>(keepSamples(samples));
    if (kept.size < samples.length) this.replaceBy(this.list.filter((event) => event.type !== 'sample' || kept.has(event)));
  }

  private replaceBy(events: readonly TrainingEvent[]): void {
    this.list.splice(0, this.list.length, ...events);
  }
}

/** Of what replaces itself only the newest stays: the window, and the report on each part of the data. */
function replaces(event: TrainingEvent, other: TrainingEvent): boolean {
  return event.type === other.type && (event.type !== 'report' || (other.type === 'report' && other.report.part === event.report.part));
}

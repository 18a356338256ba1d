import type { GlimpseEvent, GlimpseMessage, GlimpseNetworkId, GlimpseWalk } from '../../protocol/glimpses';

type Begin = Extract<GlimpseEvent, { type: 'begin' }>;
export type GlimpsePoint = Extract<GlimpseEvent, { type: 'point' }>;

/** An experiment of the glimpse playground, built from its events. */
export class GlimpseSeries {
  begin: Begin | undefined;
  readonly points = new Map<GlimpseNetworkId, GlimpsePoint[]>();
  /** How a network went through the pictures that are shown, by the updates before. */
  readonly walks = new Map<GlimpseNetworkId, { readonly step: number; readonly walks: readonly GlimpseWalk[] }[]>();
  state: 'none' | 'running' | 'done' | 'stopped' | 'failed' = 'none';
  problem: string | undefined;

  append(events: readonly GlimpseMessage[]): void {
    for (const event of events) {
      if (event.type === 'begin') {
        this.begin = event;
        this.state = 'running';
        for (const network of event.request.networks) this.points.set(network, []);
      } else if (event.type === 'point') this.points.get(event.network)?.push(event);
      else if (event.type === 'walks') this.walks.set(event.network, [...(this.walks.get(event.network) ?? []), event]);
      else if (event.type === 'done') this.state = event.stopped ? 'stopped' : 'done';
      else {
        this.state = 'failed';
        this.problem = event.text;
      }
    }
  }

  /** The newest point of every network that has one. */
  newest(): GlimpsePoint[] {
    return [...this.points.values()].flatMap((points) => points.slice(-1));
  }
}

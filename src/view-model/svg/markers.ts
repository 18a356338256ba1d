import type { Marker } from '../chart/chart-model';
import { n, type SvgWriter } from './svg-writer';

/** Marker of 7 pixels around a point. */
export function addMarker(svg: SvgWriter, kind: Marker, x: number, y: number, color: string): void {
  const d = markerPath(kind, x, y, 3.5);
  if (!d) return;
  svg.add('path', kind === 'cross' ? { d, stroke: color, 'stroke-width': 1.6, fill: 'none' } : { d, fill: color, stroke: 'none' });
}

/** SVG path of a marker; empty for none. */
export function markerPath(kind: Marker, x: number, y: number, r: number): string {
  const [a, b] = [n(x), n(y)];
  switch (kind) {
    case 'circle':
      return `M${n(x - r)} ${b}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 'square':
      return `M${n(x - r * 0.9)} ${n(y - r * 0.9)}h${n(1.8 * r)}v${n(1.8 * r)}h${n(-1.8 * r)}z`;
    case 'triangle':
      return `M${a} ${n(y - 1.2 * r)}l${n(1.1 * r)} ${n(2 * r)}h${n(-2.2 * r)}z`;
    case 'diamond':
      return `M${a} ${n(y - 1.3 * r)}l${n(1.2 * r)} ${n(1.3 * r)}l${n(-1.2 * r)} ${n(1.3 * r)}l${n(-1.2 * r)} ${n(-1.3 * r)}z`;
    case 'cross':
      return `M${n(x - r)} ${n(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`;
    default:
      return '';
  }
}

import { formatNumber, formatPower, formatSeconds } from '../chart/format';
import { formatLoss, type ShownUnit } from '../chart/units';

/** A number in a sentence, with the way in which numbers of its kind are shown everywhere. */
export type Quantity =
  /** Nats a character, shown in the chosen unit and with its name. */
  | { readonly as: 'loss'; readonly value: number }
  /** The same without the name of the unit. */
  | { readonly as: 'bareLoss'; readonly value: number }
  /** Three significant digits. */
  | { readonly as: 'number'; readonly value: number }
  /** Two significant digits. */
  | { readonly as: 'factor'; readonly value: number }
  /** Two decimals. */
  | { readonly as: 'fixed'; readonly value: number }
  /** Two decimals with a sign. */
  | { readonly as: 'change'; readonly value: number }
  /** Steps, characters, units: whole numbers. */
  | { readonly as: 'count'; readonly value: number }
  /** A share from 0 to 1, in percent. */
  | { readonly as: 'percent'; readonly value: number }
  /** log10 of a share; -Infinity is an exact zero. */
  | { readonly as: 'share'; readonly value: number }
  | { readonly as: 'seconds'; readonly value: number }
  /** Steps from the first to the last. */
  | { readonly as: 'span'; readonly value: number; readonly to: number };

export type QuantityKind = Quantity['as'];

const of =
  <K extends Exclude<QuantityKind, 'span'>>(as: K) =>
  (value: number): { readonly as: K; readonly value: number } => ({ as, value });

export const loss = of('loss');
export const bareLoss = of('bareLoss');
export const number = of('number');
export const factor = of('factor');
export const fixed = of('fixed');
export const change = of('change');
export const count = of('count');
export const percent = of('percent');
export const share = of('share');
export const seconds = of('seconds');
export const span = (from: number, to: number): Quantity => ({ as: 'span', value: from, to });

/** Whether a quantity is a number that can be shown: only a share may be an exact zero's logarithm. */
export function isKnown({ as, value }: Quantity): boolean {
  return Number.isFinite(value) || (as === 'share' && value === Number.NEGATIVE_INFINITY);
}

/** What quantities are shown in. */
export interface QuantityStyle {
  readonly unit: ShownUnit;
  readonly units: Readonly<Record<ShownUnit, string>>;
}

/** A quantity as text. */
export function formatQuantity(quantity: Quantity, { unit, units }: QuantityStyle): string {
  const { as, value } = quantity;
  switch (as) {
    case 'loss':
      return `${formatLoss(unit, value)} ${units[unit]}`;
    case 'bareLoss':
      return formatLoss(unit, value);
    case 'number':
      return formatNumber(Number(value.toPrecision(3)));
    case 'factor':
      return formatNumber(Number(value.toPrecision(2)));
    case 'fixed':
      return minus(value.toFixed(2));
    case 'change':
      return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
    case 'count':
      return String(value);
    case 'percent':
      return formatPercent(value);
    case 'share':
      return formatShare(value);
    case 'seconds':
      return formatSeconds(value);
    case 'span':
      return quantity.to === value ? String(value) : `${value}–${quantity.to}`;
  }
}

function minus(text: string): string {
  return text.replace('-', '−');
}

/** A share in percent: one decimal below ten, never 0 or 100 for what is only near them. */
export function formatPercent(value: number): string {
  const size = 100 * value;
  if (size > 0 && size < 0.05) return '< 0.1 %';
  if (size < 100 && size > 99.9) return '> 99.9 %';
  return `${size < 10 || size > 99 ? Number(size.toFixed(1)) : Math.round(size)} %`;
}

/** A gradient has grown above this share: what the charts call growing is reported as a factor. */
export const GROWN = 1.05;

/** A share from its log10: percent where that can be read, a power of ten below, a factor where more than all is there. */
export function formatShare(log: number): string {
  if (log === Number.NEGATIVE_INFINITY) return '0';
  if (log > Math.log10(GROWN)) return `${formatNumber(Number((10 ** log).toPrecision(2)))} ×`;
  if (log >= -3) return `${Number((100 * 10 ** log).toPrecision(2))} %`;
  return formatPower(Math.round(log));
}

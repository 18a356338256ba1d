/** Sentences that are made from the numbers of a run, by the name of their text in the page's languages. */
const FINDINGS = [
  ...[
    'alarmNotFinite',
    'alarmCellGrows',
    'alarmCellLarge',
    'alarmGrows',
    'alarmAtBound',
    'alarmSaturated',
    'alarmDead',
    'alarmNone',
    'alarmNoneRelu',
  ],
  ...['statesRange', 'statesLevel', 'growthUp', 'growthDown', 'growthSteady', 'unitsStrong', 'unitsOn'],
  ...['flatNone', 'flatMost', 'flatOff', 'flatKeep', 'flatKeepNone', 'gatesHalfLife', 'gatesMeans', 'gatesLinear', 'gatesZero'],
  ...[
    'eigenInside',
    'eigenOutside',
    'eigenGated',
    'rhoUp',
    'rhoDown',
    'rhoSteady',
    'rhoOnce',
    'weightsGrown',
    'weightsShrunk',
    'weightsSteady',
    'weightsFirst',
  ],
  ...['gradientsPeaked', 'gradientsSpread', 'flowGone', 'flowLeft', 'flowGrows', 'flowBefore', 'tensorsFar', 'tensorsNear'],
  ...['clippedNow', 'clippedNot', 'clippedOff', 'clippedValues', 'clipNever', 'clipSome', 'clipAlways', 'ratiosHigh', 'ratiosLow', 'ratiosHealthy'],
  ...[
    'termsNear',
    'termsFar',
    'lossTraining',
    'lossOnce',
    'lossTurned',
    'lossBest',
    'lossLevel',
    'normSpike',
    'normCalm',
    'speedMean',
    'accuracyNow',
    'ratePeak',
    'rateNow',
  ],
] as const;
export type FindingId = (typeof FINDINGS)[number];

/** A sentence: its text's name, and what fills its places. */
export interface Finding {
  readonly id: FindingId;
  readonly values: readonly (string | number)[];
  /** Something is wrong. */
  readonly alarm?: boolean;
}

/** A share in percent: whole numbers, and one digit below ten. */
export function percent(share: number): string {
  const value = 100 * share;
  return value !== 0 && value < 10 ? String(Number(value.toPrecision(2))) : String(Math.round(value));
}

import * as v from 'valibot';

/** A number that came as JSON: what is not finite has become null there. */
export const number = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
);
export const numbers = v.array(number);

import type * as v from 'valibot';

/**
 * A check of what a value of a type that stands elsewhere must have to be worked with. What the schema does not name is taken as it comes: both sides of a
 * message are of one version.
 */
/* @__NO_SIDE_EFFECTS__ */
export function outline<T>(schema: v.GenericSchema): v.GenericSchema<unknown, T> {
  return schema as v.GenericSchema<unknown, T>;
}

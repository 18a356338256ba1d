import type * as v from 'valibot';

/** Data that nobody changes: types of messages are derived so from their schemas. */
export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;

/** A schema as part of a message whose data nobody changes. */
/* @__NO_SIDE_EFFECTS__ */
export function immutable<S extends v.GenericSchema>(schema: S): v.GenericSchema<unknown, Immutable<v.InferOutput<S>>> {
  return schema as v.GenericSchema<unknown, Immutable<v.InferOutput<S>>>;
}

import type { InspectorRequest } from '../../protocol/inspector-messages';

/** A message from the inspector's page, if it is one, with what is known of it and nothing else: the page is not trusted. */
export function checkInspectorRequest(message: unknown): InspectorRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, tensor } = message as Record<string, unknown>;
  if (type === 'ready') return { type };
  if (type === 'details' && Number.isSafeInteger(tensor) && (tensor as number) >= 0) return { type, tensor: tensor as number };
  return undefined;
}

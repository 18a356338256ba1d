import type { PanelRequest } from '../protocol/panel-messages';

const COMMANDS = ['stop', 'pause', 'resume', 'continue', 'sample', 'train'] as const;
const FORMATS = ['csv', 'png', 'svg'] as const;
/** Characters of a chart as a picture; more is no chart. */
const MOST_CONTENT = 32_000_000;

/** A message from the page, if it is one, with what is known of it and nothing else: the page is not trusted. */
export function checkRequest(message: unknown): PanelRequest | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, command, runId, format, name, content, anchor } = message as Record<string, unknown>;
  switch (type) {
    case 'ready':
      return { type };
    case 'command':
      return isOneOf(COMMANDS, command) && (runId === null || isText(runId, 64)) ? { type, command, runId } : undefined;
    case 'select':
      return isText(runId, 64) ? { type, runId } : undefined;
    case 'export':
      return isOneOf(FORMATS, format) && isText(name, 200) && isText(content, MOST_CONTENT) ? { type, format, name, content } : undefined;
    case 'openGuide':
      return isText(anchor, 64) && /^[\w-]+$/.test(anchor) ? { type, anchor } : undefined;
    default:
      return undefined;
  }
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isOneOf<T extends string>(choices: readonly T[], value: unknown): value is T {
  return choices.includes(value as T);
}

import { CommanderError } from 'commander';
import chinese from '../../l10n/bundle.l10n.zh-cn.json';
import type { MessageArgument, MessageId } from '../protocol/error';
import { languageOf } from '../protocol/language';
import { MESSAGES } from '../protocol/messages';
import * as l10n from './l10n';

/** Whether messages are in Simplified Chinese: by the first of these that is set, as programs in a terminal do. */
export function speaksChinese(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale;
  return languageOf(locale) === 'zh';
}

// Words of options are looked up when commands are made, after all modules.
if (speaksChinese()) l10n.use(chinese);

/** A message of the rooms below in the user's language. */
export function translate(id: MessageId, args: readonly MessageArgument[] = []): string {
  return l10n.t(MESSAGES[id], ...args);
}

/** A title at the right of a column, ideographs two cells wide. */
export function padded(title: string, cells: number): string {
  const width = Array.from(title).reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
  return ' '.repeat(Math.max(0, cells - width)) + title;
}

const HELP: Record<string, () => string> = {
  'Usage:': () => l10n.t('Usage:'),
  'Arguments:': () => l10n.t('Arguments:'),
  'Options:': () => l10n.t('Options:'),
  'Commands:': () => l10n.t('Commands:'),
};

/** A heading of the help. */
export function helpTitle(title: string): string {
  return HELP[title]?.() ?? title;
}

/** What the help says of an option's choices and default. */
export function helpNote(description: string): string {
  return description.replace(/\(choices: /, `(${l10n.t('choices')}: `).replace(/([(,] ?)default: /, `$1${l10n.t('default')}: `);
}

/** An argument that one kind of task needs, as commander names it: `usageMessage` has the sentence. */
export function missingArgument(name: string): CommanderError {
  return new CommanderError(2, 'commander.missingArgument', `'${name}'`);
}

/** What was wrong with the usage, in one line. */
export function usageMessage({ code, message }: CommanderError): string {
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1]!);
  const rest = /is invalid\. ?(.*)/s.exec(message)?.[1] ?? '';
  const meant = /\(Did you mean (?:one of )?([^?]*)\?\)/.exec(message)?.[1];
  const hint = meant ? ` ${l10n.t('Did you mean {0}?', meant)}` : '';
  switch (code) {
    case 'commander.unknownOption':
      return l10n.t("unknown option '{0}'", first) + hint;
    case 'commander.unknownCommand':
      return l10n.t("unknown command '{0}'", first) + hint;
    case 'commander.missingArgument':
      return l10n.t("missing required argument '{0}'", first);
    case 'commander.optionMissingArgument':
      return l10n.t("option '{0}' argument missing", first);
    case 'commander.missingMandatoryOptionValue':
      return l10n.t("required option '{0}' not specified", first);
    case 'commander.conflictingOption':
      return l10n.t("option '{0}' cannot be used with option '{1}'", first, second);
    case 'commander.invalidArgument':
      return `${l10n.t("option '{0}' argument '{1}' is invalid.", first, second)} ${allowed(rest)}`.trim();
    case 'commander.excessArguments':
      return l10n.t('too many arguments');
    default:
      return message.replace(/^error: /, '');
  }
}

function allowed(rest: string): string {
  const choices = /^Allowed choices are (.*)\.$/.exec(rest)?.[1];
  return choices ? l10n.t('Allowed choices are {0}.', choices) : rest;
}

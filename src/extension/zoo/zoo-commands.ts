import * as vscode from 'vscode';
import { UnrollError } from '../../protocol/error';
import { normalizeText } from '../../text/text';
import { activeUri, readSource, type TrainingSource } from '../documents';
import { type Zoo, type ZooArguments, zooSentence } from './zoo';
import type { ZooPanel } from './zoo-panel';

const MINUTES = { usual: 60, most: 10_000 };
const SEEDS = 3;

/** What a test or another command may decide beforehand instead of being asked. */
interface GivenZoo {
  readonly minutes?: number;
  readonly seeds?: number;
  readonly verdicts?: readonly number[];
  /** Whether the document in front is the text. */
  readonly document?: boolean;
}

/** "Run the Zoo…": asks for a text and a time, shows the verdicts as they come, and says at the end how many hold. */
export async function runZoo(zoo: Zoo, panel: ZooPanel, value: unknown): Promise<void> {
  if (zoo.state !== 'idle') {
    panel.show();
    return;
  }
  const given = (typeof value === 'object' && value !== null ? value : {}) as GivenZoo;
  const text = await textFor(given);
  if (text === null) return;
  const minutes = given.minutes ?? (await askMinutes());
  if (minutes === undefined) return;
  const wanted = { minutes, seeds: given.seeds ?? SEEDS, text, ...(given.verdicts ? { verdicts: given.verdicts } : {}) };
  panel.show();
  const stopped = await withProgress(zoo, wanted);
  if (!zoo.report) return;
  const save = vscode.l10n.t('Save report…');
  const sentence = stopped
    ? vscode.l10n.t('The zoo was stopped. It will continue where it left off. {0}', zooSentence(zoo.report))
    : zooSentence(zoo.report);
  void vscode.window.showInformationMessage(sentence, save).then((choice) => (choice === save ? saveZoo(zoo) : undefined));
}

/** Progress with a button that stops the zoo. */
function withProgress(zoo: Zoo, wanted: ZooArguments): Thenable<boolean> {
  const title = vscode.l10n.t('Zoo of layers');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    let reported = 0;
    const subscriptions = [
      token.onCancellationRequested(() => zoo.stop()),
      zoo.onDidChange(() => {
        if (!zoo.progress) return;
        const { done, total, key } = zoo.progress;
        const message = zoo.state === 'paused' ? vscode.l10n.t('Paused') : vscode.l10n.t('{0} of {1} trainings done. {2}', done, total, key);
        progress.report({ message, increment: (100 * (done - reported)) / total });
        reported = done;
      }),
    ];
    try {
      return await zoo.run(wanted);
    } finally {
      for (const subscription of subscriptions) subscription.dispose();
    }
  });
}

/** undefined: without a text. null: the question was closed. */
async function textFor({ document }: GivenZoo): Promise<string | undefined | null> {
  const uri = document === false ? undefined : activeUri();
  const source: TrainingSource | undefined = uri && (await readSource(uri));
  if (document === true && !source) throw new UnrollError('zoo.document');
  if (!source) return undefined;
  const text = normalizeText(source.text);
  if (document === true) return text;
  const items = [
    {
      label: vscode.l10n.t('With {0}', source.name),
      detail: vscode.l10n.t('All verdicts. Those on texts were found on a million characters of Shakespeare.'),
      text,
    },
    { label: vscode.l10n.t('Without a text'), detail: vscode.l10n.t('Only the verdicts on generated tasks.'), text: undefined },
  ];
  const choice = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Run the zoo: every kind of layer on every task') });
  return choice ? choice.text : null;
}

async function askMinutes(): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Run the zoo: minutes after which no new training starts'),
    value: String(MINUTES.usual),
    prompt: vscode.l10n.t('What is finished is kept: the next run on the same text goes on from there.'),
    validateInput: (value) => (minutesOf(value) === undefined ? vscode.l10n.t('A number from 1 to {0}, please.', MINUTES.most) : undefined),
  });
  return answer === undefined ? undefined : minutesOf(answer);
}

function minutesOf(value: string): number | undefined {
  const minutes = Number(value);
  return value.trim() !== '' && minutes >= 1 && minutes <= MINUTES.most ? minutes : undefined;
}

/** The page, or the table as Markdown, to a file. Returns it. */
export async function saveZoo({ report }: Zoo, given?: unknown): Promise<vscode.Uri | undefined> {
  if (!report) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no report yet. Run "Run the Zoo" first.'));
    return undefined;
  }
  const filters = { HTML: ['html'], Markdown: ['md'] };
  const place =
    given instanceof vscode.Uri ? given : await vscode.window.showSaveDialog({ filters, title: vscode.l10n.t('Save the report of the zoo') });
  if (!place) return undefined;
  const content = place.path.endsWith('.md') ? report.markdown : report.page;
  await vscode.workspace.fs.writeFile(place, new TextEncoder().encode(content));
  return place;
}

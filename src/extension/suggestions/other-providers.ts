import * as vscode from 'vscode';
import { log } from '../log';

/** Extensions that suggest inline, by what people call them. The editor does not tell which providers there are. */
const KNOWN: Readonly<Record<string, string>> = {
  'github.copilot': 'GitHub Copilot',
  'github.copilot-chat': 'GitHub Copilot',
  'codeium.codeium': 'Windsurf',
  'tabnine.tabnine-vscode': 'Tabnine',
  'continue.continue': 'Continue',
  'supermaven.supermaven': 'Supermaven',
  'sourcegraph.cody-ai': 'Cody',
  'amazonwebservices.amazon-q-vscode': 'Amazon Q',
  'google.geminicodeassist': 'Gemini Code Assist',
  'tabbyml.vscode-tabby': 'Tabby',
  'visualstudioexptteam.vscodeintellicode-completions': 'IntelliCode',
  'visualstudioexptteam.vscodeintellicode': 'IntelliCode',
  'ggml-org.llama-vscode': 'llama.vscode',
  'huggingface.huggingface-vscode': 'llm-vscode',
};
const NOTICE_KEY = 'neighboursTold';

/** Who comes first where another extension suggests inline as well: the editor shows whichever answers first, and ours would always be that. */
export type Precedence = 'first' | 'wait' | 'onRequest';

/** Names of the other extensions that suggest inline, each once. */
export function competing(installed: readonly { readonly id: string }[] = vscode.extensions.all): string[] {
  return [...new Set(installed.flatMap(({ id }) => KNOWN[id.toLowerCase()] ?? []))];
}

/** Keeps to the setting about other providers, and tells of them once. */
export class OtherProviders implements vscode.Disposable {
  private names: readonly string[] = [];
  private readonly subscription = vscode.extensions.onDidChange(() => this.look());

  constructor(private readonly memory: vscode.Memento) {
    this.look();
  }

  /** Looks who is there. */
  look(installed?: readonly { readonly id: string }[]): void {
    this.names = competing(installed);
  }

  /** Milliseconds that our suggestion waits in a document so that another may come first; undefined: ours come on request only. */
  waitFor(document: vscode.TextDocument): number | undefined {
    if (this.names.length === 0) return 0;
    const configuration = vscode.workspace.getConfiguration('unroll.completions', document);
    const precedence = configuration.get<Precedence>('besideOthers', 'first');
    if (precedence === 'onRequest') return undefined;
    return precedence === 'wait' ? configuration.get('waitForOthers', 500) : 0;
  }

  /** Once for all: that there are others, and what may be done. To be called when ours has something to show. */
  async tell(): Promise<void> {
    if (this.names.length === 0 || this.memory.get(NOTICE_KEY)) return;
    await this.memory.update(NOTICE_KEY, true);
    log.info(`other extensions that suggest inline: ${this.names.join(', ')}`);
    const choices: Record<string, Precedence> = {
      [vscode.l10n.t('Unroll first')]: 'first',
      [vscode.l10n.t('Wait for the other')]: 'wait',
      [vscode.l10n.t('Unroll on request only')]: 'onRequest',
    };
    const picked = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} makes suggestions here too. VS Code shows whichever answers first, usually Unroll. Which should take priority?',
        this.names.join(', '),
      ),
      ...Object.keys(choices),
    );
    if (picked)
      await vscode.workspace.getConfiguration('unroll.completions').update('besideOthers', choices[picked], vscode.ConfigurationTarget.Global);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

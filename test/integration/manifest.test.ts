import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UnrollApi } from '../../src/extension/main';
import { completionSettings } from '../../src/extension/settings';
import { collisions, defaultKeybindings } from './keybindings';
import { activated, openText, suggestions, train, until } from './support';

const root = path.resolve(__dirname, '../../..');
const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { Global, Workspace } = vscode.ConfigurationTarget;

describe('the extension among the editor’s own things', () => {
  let api: UnrollApi;
  before(async () => {
    api = await activated();
  });

  it('takes no key that the editor uses', async () => {
    const defaults = await defaultKeybindings();
    assert.ok(defaults.length > 500, `${defaults.length} default keybindings`);
    assert.ok(
      defaults.some(({ command }) => command === 'unroll.toggleCompletions'),
      'ours are among them',
    );
    assert.deepEqual(collisions(defaults), []);
  });

  it('waits for no context key that the editor does not know', async () => {
    const known = new Set((await vscode.commands.executeCommand<{ key: string }[]>('getContextKeyInfo')).map(({ key }) => key));
    // Those of trees are documented, but not registered.
    for (const key of ['view', 'viewItem']) known.add(key);
    assert.ok(known.has('editorTextFocus') && known.size > 300, `${known.size} keys`);
    const whens: string[] = [...Object.values(contributes.menus).flat(), ...contributes.keybindings, ...contributes.viewsWelcome].flatMap(
      (item) => (item as { when?: string }).when ?? [],
    );
    const words = new Set(
      whens.flatMap((when) =>
        when
          .replace(/(==|!=)\s*('[^']*'|[\w.-]+)|=~\s*\/(\\.|[^/])*\/\w*/g, '')
          .split(/[\s!&|()]+/)
          .filter(Boolean),
      ),
    );
    assert.ok(words.size > 8, [...words].join());
    assert.deepEqual(
      [...words].filter((word) => !word.startsWith('unroll.') && !known.has(word)),
      [],
    );
  });

  it('keeps a machine’s settings from a workspace, and takes those of a language and of a resource', async () => {
    const at = (section: string) => vscode.workspace.getConfiguration(`unroll.${section}`);
    for (const [section, name, value] of [
      ['training', 'threads', 1],
      ['runs', 'keepText', true],
    ] as const)
      await assert.rejects(async () => at(section).update(name, value, Workspace), `${section}.${name}`);
    await at('training').update('memoryLimit', 512, Global);
    assert.equal(at('training').get('memoryLimit'), 512);
    await at('training').update('memoryLimit', undefined, Global);

    const { document } = await openText('# a heading\n', 'md');
    const plain = await openText('plain');
    const markdown = vscode.workspace.getConfiguration('unroll.completions', { languageId: 'markdown' });
    await markdown.update('delay', 321, Global, true);
    try {
      assert.equal(completionSettings(document).delay, 321);
      assert.notEqual(completionSettings(plain.document).delay, 321);
    } finally {
      await markdown.update('delay', undefined, Global, true);
    }
    await at('training').update('hidden', 17, Workspace);
    try {
      assert.equal(at('training').inspect('hidden')?.workspaceValue, 17);
    } finally {
      await at('training').update('hidden', undefined, Workspace);
    }
  });

  it('gives screen readers what its items in trees and bars say', async () => {
    const { document } = await openText('the tide comes in and the tide goes out and '.repeat(40));
    const training = await train(api, { steps: 60 });
    await training.finished;
    const node = api.runs.getChildren().find((one) => one.kind === 'group' && one.id === document.uri.toString())!;
    assert.match(api.runs.getTreeItem(node).accessibilityInformation!.label, /^text-\d+\.txt, 1 run$/);
    const [run] = api.runs.getChildren(node);
    assert.match(
      api.runs.getTreeItem(run!).accessibilityInformation!.label,
      /^text-\d+\.txt, RNN 32( · \d\.\d\d bits)?, makes suggestions · (now|\d+ seconds? ago)$/,
    );
    assert.match(api.status.accessibilityInformation!.label, /^Unroll, Suggestions come from a network/);
    assert.equal(api.status.accessibilityInformation!.role, 'button');
    await suggestions(api, document, new vscode.Position(0, 4));
    const endless = await train(api, { steps: 1_000_000 });
    await until('a step in the status bar', () => /^Unroll training, \d.*loss/.test(api.status.accessibilityInformation!.label));
    // Icons are for eyes.
    assert.doesNotMatch(api.status.accessibilityInformation!.label, /\$\(/);
    endless.stop();
    await endless.finished;
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../../..');
const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const sources = readdirSync(path.join(root, 'src/extension'), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join(root, 'src/extension', name), 'utf8'));

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
const palette = new Map<string, string | undefined>((contributes.menus.commandPalette as MenuItem[]).map(({ command, when }) => [command, when]));

/** Commands that work in any window, and why. */
const EVERYWHERE: Record<string, string> = {
  'unroll.openSample': 'brings its own text',
  'unroll.playground': 'makes its own sequences',
  'unroll.runZoo': 'asks for a text, or makes its own sequences',
  'unroll.glimpses': 'makes its own pictures',
  'unroll.stepThrough': 'brings its own text',
  'unroll.trainOnFolder': 'asks for a folder',
  'unroll.showPanel': 'shows what there is, or how to begin',
  'unroll.showGradientFlow': 'shows what there is, or how to begin',
  'unroll.openPanelInEditor': 'shows what there is, or how to begin',
  'unroll.openGuide': 'a page to read',
  'unroll.openTutorial': 'brings its own texts',
  'unroll.openWalkthrough': 'a page to read',
  'unroll.showLog': 'a page to read',
  'unroll.toggleCompletions': 'a setting',
  'unroll.deleteAllData': 'also where no document is open',
};

describe('commands', () => {
  it('appear in the palette only where they work', () => {
    for (const { command } of contributes.commands as MenuItem[])
      if (!(command in EVERYWHERE)) assert.ok(palette.get(command), `${command} is in the palette always`);
    for (const command of Object.keys(EVERYWHERE)) {
      assert.ok(
        contributes.commands.some((one: MenuItem) => one.command === command),
        `${command} is gone`,
      );
      assert.equal(palette.get(command), undefined, `${command} has a condition after all`);
    }
  });

  it('stand in menus with a condition, and are contributed', () => {
    const known = new Set((contributes.commands as MenuItem[]).map(({ command }) => command));
    for (const [menu, items] of Object.entries(contributes.menus as Record<string, MenuItem[]>))
      for (const { command, when } of items) {
        assert.ok(known.has(command), `${menu}: ${command}`);
        assert.ok(when, `${menu}: ${command} has no condition`);
      }
  });

  it('wait for no context key of ours that nobody sets', () => {
    const whens = [
      ...Object.values(contributes.menus as Record<string, MenuItem[]>).flat(),
      ...contributes.keybindings,
      ...contributes.viewsWelcome,
    ].map(({ when }: { when?: string }) => when ?? '');
    // An operand behind == names a view or an editor.
    const keys = new Set(whens.flatMap((when) => [...when.replace(/==\s*'?[\w.-]+'?/g, '').matchAll(/\bunroll\.\w+/g)].map(String)));
    assert.ok(keys.size >= 4, [...keys].join());
    for (const key of keys)
      assert.ok(
        sources.some((source) => source.includes(`'setContext', '${key}'`)),
        `${key} is never set`,
      );
    const events = contributes.walkthroughs.flatMap(({ steps }: { steps: { completionEvents: string[] }[] }) =>
      steps.flatMap(({ completionEvents }) => completionEvents),
    );
    for (const event of events as string[]) {
      const [kind, name] = event.split(':') as [string, string];
      if (kind === 'onContext')
        assert.ok(
          sources.some((source) => source.includes(`'setContext', '${name}'`)),
          `${name} is never set`,
        );
      if (kind === 'onCommand' && name.startsWith('unroll.'))
        assert.ok(
          contributes.commands.some(({ command }: MenuItem) => command === name),
          `${name} is no command`,
        );
    }
  });

  it('are behind every link of the walkthrough and of the empty views', () => {
    const texts = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
    const chinese = JSON.parse(readFileSync(path.join(root, 'package.nls.zh-cn.json'), 'utf8')) as Record<string, string>;
    const links = (text: string) => [...text.matchAll(/\(command:([\w.]+)[?)]/g)].map((match) => match[1]!);
    for (const key of Object.keys(texts)) {
      assert.deepEqual(links(chinese[key]!), links(texts[key]!), key);
      for (const link of links(texts[key]!))
        assert.ok(
          contributes.commands.some(({ command }: MenuItem) => command === link),
          link,
        );
    }
    const trees = Object.values(contributes.views as Record<string, { id: string; type?: string }[]>)
      .flat()
      .filter(({ type }) => type !== 'webview');
    for (const { id } of trees) {
      const welcome = contributes.viewsWelcome.find(({ view }: { view: string }) => view === id);
      assert.ok(welcome, `${id} says nothing when it is empty`);
      assert.ok(links(texts[welcome.contents.replaceAll('%', '')]!).length > 0, `${id} offers nothing when it is empty`);
    }
  });
});

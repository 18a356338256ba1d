import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOG, type StatementId } from '../../../src/view-model/statements/catalog';
import { stringsFor } from '../../../webview/strings/strings';

const root = path.resolve(__dirname, '../../../..');
const json = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;

/** Leaves of the page's strings, by path. */
function leaves(value: object, prefix = ''): [string, string][] {
  return Object.entries(value).flatMap(
    ([key, child]) => (typeof child === 'string' ? [[`${prefix}${key}`, child]] : leaves(child as object, `${prefix}${key}.`)) as [string, string][],
  );
}

/** Every English text with its translation, from the page, the manifest and the sentences of the extension. */
function pairs(): [string, string, string][] {
  const chinese = new Map(leaves(stringsFor('zh-cn')));
  const names = json('package.nls.json');
  const namesChinese = json('package.nls.zh-cn.json');
  return [
    ...leaves(stringsFor('en')).map(([key, text]): [string, string, string] => [`page ${key}`, text, chinese.get(key) ?? '']),
    ...Object.entries(names).map(([key, text]): [string, string, string] => [`manifest ${key}`, text, namesChinese[key] ?? '']),
    ...Object.entries(json('l10n/bundle.l10n.zh-cn.json')).map(([text, translation]): [string, string, string] => [
      `sentence ${text}`,
      text,
      translation,
    ]),
  ];
}

/** The tutorial's terms. Where the English says the left one, the Chinese must say the right one. */
const GLOSSARY: [RegExp, string][] = [
  [/recurrent (neural )?network/i, '循环神经网络'],
  [/hidden[- ](state|layer)/i, '隐含层'],
  [/forward pass/i, '正向传播'],
  [/vanishing gradient|gradients vanish/i, '梯度消失'],
  [/exploding gradient|gradient explosion/i, '梯度爆炸'],
  [/gradient threshold/i, '梯度阈值'],
  [/\bactivation (function|φ)/i, '激活函数'],
  [/loss function/i, '损失函数'],
  [/back-?propagation/i, '误差逆传播'],
];

describe('Simplified Chinese', () => {
  it('has every string of the page, with the same places for values', () => {
    const english = leaves(stringsFor('en'));
    const chinese = leaves(stringsFor('zh-cn'));
    assert.deepEqual(chinese.map(([key]) => key).sort(), english.map(([key]) => key).sort());
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
    for (const [name, text, translation] of pairs()) assert.equal(places(translation), places(text), name);
  });

  it('names in its sentences on numbers the places that they have', () => {
    for (const strings of [stringsFor('en'), stringsFor('zh-cn')])
      for (const [id, places] of Object.entries(CATALOG)) {
        const named = [...strings.statements[id as StatementId].matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
        for (const name of named) assert.ok((places as readonly string[]).includes(name), `${id} has no ${name}`);
      }
  });

  it('has no formula as raw characters, in any language', () => {
    for (const [name, text, translation] of pairs())
      if (name.startsWith('page'))
        for (const shown of [text, translation]) assert.doesNotMatch(shown, /_\{|∂[A-Za-z]_|\b[a-z]_[a-z0-9]\b|\^\{|\\frac/, name);
  });

  it('leaves nothing in English', () => {
    for (const [name, text, translation] of pairs()) {
      assert.ok(translation.trim(), name);
      // Formulas, names and symbols may be the same; sentences may not.
      if (/[a-z]{3,} [a-z]{2,} [a-z]{2,}/i.test(text)) assert.match(translation, /\p{Script=Han}/u, name);
    }
  });

  it('says a sentence of the page as the host and the command line say it', () => {
    const sentences = json('l10n/bundle.l10n.zh-cn.json');
    const shared = pairs().filter(([name, text]) => name.startsWith('page') && text.split(' ').length > 3 && text in sentences);
    assert.ok(shared.length > 2, `${shared.length} sentences`);
    for (const [name, text, translation] of shared) assert.equal(translation, sentences[text], name);
  });

  it('keeps to the terms of the glossary', () => {
    const found = new Map<string, number>();
    for (const [name, text, translation] of pairs())
      for (const [term, expected] of GLOSSARY)
        if (term.test(text)) {
          assert.ok(translation.includes(expected), `${name}: “${text}” has ${term}, but “${translation}” lacks ${expected}`);
          found.set(expected, (found.get(expected) ?? 0) + 1);
        }
    assert.ok(found.size >= 6, `only ${[...found.keys()].join()} occur`);
    // Never the other common translations.
    for (const [name, , translation] of pairs()) assert.doesNotMatch(translation, /隐藏层|递归神经网络|激励函数|反向传播|前向传播/, name);
  });
});

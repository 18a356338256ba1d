import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringsFor } from '../../../webview/strings/strings';

const root = path.resolve(__dirname, '../../../..');

describe('the guide', () => {
  for (const file of ['charts.md', 'charts.zh-cn.md'])
    it(`has a place for every chart of the panel (${file})`, () => {
      const text = readFileSync(path.join(root, 'docs/guide', file), 'utf8');
      const anchors = [...text.matchAll(/<a id="([\w-]+)"><\/a>/g)].map((match) => match[1]);
      assert.deepEqual([...anchors].sort(), Object.keys(stringsFor('en').charts).sort());
    });
});

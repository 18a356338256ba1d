import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SECTION_OF_CHART } from '../../../src/protocol/tutorial-links';
import { ENGLISH } from '../../../webview/strings/strings-english';

describe('charts and the tutorial', () => {
  it('links every chart to a section that there is', () => {
    const folder = 'webview/tutorial/sections';
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.ts'));
    const sections = new Set(files.flatMap((name) => /^ {2}id: '([\w-]+)'/m.exec(readFileSync(path.join(folder, name), 'utf8'))?.[1] ?? []));
    for (const chart of Object.keys(ENGLISH.charts)) {
      const section = SECTION_OF_CHART[chart];
      assert.ok(section, `the chart "${chart}" has no section`);
      assert.ok(sections.has(section), section);
    }
  });
});

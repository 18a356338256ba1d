import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SECTION_OF_CHART } from '../../../src/protocol/tutorial-links';
import { ENGLISH } from '../../../webview/strings/strings-english';

describe('charts and the tutorial', () => {
  it('links every chart to a section that there is', () => {
    for (const chart of Object.keys(ENGLISH.charts)) {
      const section = SECTION_OF_CHART[chart];
      assert.ok(section, `the chart "${chart}" has no section`);
      assert.ok(existsSync(path.resolve('webview/tutorial/sections', `${section}.ts`)), section);
    }
  });
});

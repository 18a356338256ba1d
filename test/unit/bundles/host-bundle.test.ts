import assert from 'node:assert/strict';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(__dirname, '../../../..');

describe('what the extension host’s thread can do', () => {
  it('it holds no code that reads a whole model or makes exports: those run in threads', async function () {
    this.timeout(180_000);
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['src/extension/main.ts'],
      ...{ bundle: true, metafile: true, write: false, minify: true, platform: 'node', external: ['vscode'], logLevel: 'silent' },
      define: { UNROLL_VERSION: '"0"' },
    });
    const inputs = Object.keys(Object.values(metafile.outputs)[0]!.inputs);
    assert.ok(inputs.includes('src/extension/model-files/model-files.ts'));
    for (const reader of ['src/formats/export.ts', 'src/formats/onnx/model.ts', 'src/formats/pytorch/script.ts', 'src/workers/model-files.ts'])
      assert.ok(!inputs.includes(reader), `${reader} is in the host's bundle`);
  });
});

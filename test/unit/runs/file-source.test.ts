import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readHeader } from '../../../src/formats/safetensors';
import { tensorHeatMap, tensorStatistics } from '../../../src/formats/tensor-statistics';
import { FileSource } from '../../../src/runs/file-source';
import { assemble } from '../formats/files';

describe('a safetensors file of six gigabytes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'unroll-large-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is read by ranges: its header and a tensor at its end, in megabytes of memory', async () => {
    const file = path.join(folder, 'large.safetensors');
    const large = 6_000_000_000;
    const count = 1000;
    const start = assemble({
      large: { dtype: 'BF16', shape: [3, 1_000_000_000], data_offsets: [0, large] },
      last: { dtype: 'F32', shape: [10, 100], data_offsets: [large, large + 4 * count] },
    });
    // The file is sparse: it takes no room on the disk.
    const handle = openSync(file, 'w');
    writeSync(handle, start);
    ftruncateSync(handle, start.length + large);
    writeSync(handle, new Uint8Array(Float32Array.from({ length: count }, (_, i) => i).buffer), 0, 4 * count, start.length + large);
    closeSync(handle);
    const source = new FileSource(file);
    {
      assert.equal(source.size, start.length + large + 4 * count);
      const before = process.memoryUsage().arrayBuffers;
      const { tensors } = await readHeader(source);
      assert.deepEqual(
        tensors.map(({ name, elements }) => [name, elements]),
        [
          ['large', 3_000_000_000],
          ['last', 1000],
        ],
      );
      const statistics = (await tensorStatistics(source, tensors[1]!))!;
      assert.deepEqual([statistics.minimum, statistics.maximum, statistics.mean], [0, 999, 499.5]);
      assert.equal((await tensorHeatMap(source, tensors[1]!)).means[0], 0.5);
      assert.ok(process.memoryUsage().arrayBuffers - before < 50e6);
    }
  });
});

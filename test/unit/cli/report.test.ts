import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { file, unroll } from '../support/program';

const TEXT = file('reported.txt', 'the tide comes in and the tide goes out and the moon looks on.\n'.repeat(40));

/** Pictures of a page, as they were written. */
const pictures = (page: string): string[] =>
  [...page.matchAll(/src="data:image\/svg\+xml;charset=utf-8,([^"]*)"/g)].map(([, svg]) => decodeURIComponent(svg!));

describe('unroll report', () => {
  it('makes a page of a run that opens without a network: loss, charts, every option and the seed', () => {
    const trained = unroll([
      'train',
      TEXT,
      '--hidden',
      '16',
      '--steps',
      '40',
      '--evaluate-every',
      '10',
      '--seed',
      '7',
      '--threads',
      '1',
      '--json',
      '--out',
      file('reported.safetensors', ''),
    ]);
    assert.equal(trained.code, 0);
    const metrics = file('reported.jsonl', '');
    writeFileSync(metrics, trained.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const out = file('report.html', '');
    assert.equal(unroll(['report', metrics, '--out', out]).code, 0);
    const page = readFileSync(out, 'utf8');
    const best = Math.min(
      ...(trained.lines as { type?: string; loss?: number; step?: number }[]).flatMap(({ type, loss }) => (type === 'evaluation' ? [loss!] : [])),
    );
    assert.ok(page.includes(`<td>${best.toFixed(4)}</td>`));
    assert.match(page, /<tr><td>seed<\/td><td>7<\/td><\/tr>/);
    assert.ok(pictures(page).length >= 3);
    assert.ok(
      pictures(page).every((svg) => /<path d="M[\d.]+ [\d.]+L/.test(svg)),
      'every chart has a line',
    );
    assert.doesNotMatch(page, /<script|(src|href)="(?!data:)/);
  });

  it('makes a page of a comparison with what several seeds say, below 2 MB', () => {
    const record = file('compared.jsonl', '');
    const compared = [
      'compare',
      TEXT,
      '--cells',
      'gru,mingru',
      '--hidden',
      '8',
      '--steps',
      '6',
      '--seeds',
      '3',
      '--threads',
      '1',
      '--out',
      record,
      '--json',
    ];
    const { code, lines } = unroll(compared);
    assert.equal(code, 0);
    const out = file('comparison.html', '');
    assert.equal(unroll(['report', record, '--out', out]).code, 0);
    const page = readFileSync(out, 'utf8');
    for (const statement of (lines[0] as unknown as { statements: string[] }).statements)
      assert.ok(page.includes(statement.replace(/ --seeds \d+\./, '')), statement);
    assert.ok(page.includes('GRU, seed 2'));
    assert.ok(page.length < 2e6);
    assert.equal(unroll(['report', TEXT, '--out', out]).code, 1);
  });
});

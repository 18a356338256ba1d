import assert from 'node:assert/strict';
import { UnrollError } from '../../../src/protocol/error';
import { classNames, labelledLines, labelledTable, withoutRepetitions } from '../../../src/tasks/classification/data';
import { decodeData } from '../../../src/tasks/data/decode';
import { parseDelimited } from '../../../src/tasks/data/delimited';
import { parseJsonLines } from '../../../src/tasks/data/json-lines';
import { fitScaling } from '../../../src/tasks/data/scaling';
import { stratifiedSplit } from '../../../src/tasks/data/split';
import { parseTimeSeries } from '../../../src/tasks/data/time-series-file';

const refuses = (action: () => unknown, sentence: RegExp) =>
  assert.throws(action, (error) => error instanceof UnrollError && sentence.test(error.message) && !error.message.includes('\n'));

describe('readers of data', () => {
  it('take columns separated by commas, tabs, semicolons or bars', () => {
    for (const separator of [',', '\t', ';', '|']) {
      const { columns, rows } = parseDelimited(`text,label\none two,a\nthree,b\n`.replaceAll(',', separator));
      assert.deepEqual(columns, ['text', 'label']);
      assert.deepEqual(rows, [
        { values: ['one two', 'a'], line: 2 },
        { values: ['three', 'b'], line: 3 },
      ]);
    }
  });

  it('know the line of every row, past quoted new lines and empty lines', () => {
    const { rows } = parseDelimited('text,label\n"one\ntwo, ""three""",a\n\n,\nfour,b\n');
    assert.deepEqual(rows, [
      { values: ['one\ntwo, "three"', 'a'], line: 2 },
      { values: ['four', 'b'], line: 6 },
    ]);
  });

  it('say in one sentence what is wrong with a table, and where', () => {
    refuses(() => parseDelimited('text,label\none,a,extra\n'), /Line 2 has 3 values where there are 2 columns/);
    refuses(() => parseDelimited('text,label\na,b\n"one,a\n'), /Line 3: a quotation mark/);
    refuses(() => parseDelimited('text,label\n'), /no rows of data/);
    refuses(() => parseDelimited('a,a\n1,2\n'), /Two columns are called "a"/);
    refuses(() => parseJsonLines('{"text":"a"}\nnonsense\n'), /Line 2 is no JSON object/);
    refuses(() => parseJsonLines('{"text":["a"]}\n'), /Line 1: the value of "text"/);
    refuses(() => labelledTable(parseDelimited('text,label\none,a\ntwo,\n')), /Line 3 has no label in column "label"/);
    refuses(() => labelledTable(parseDelimited('text,label\none,a\n'), 'words'), /There is no column "words"\. The columns are text, label/);
    refuses(() => labelledTable(parseDelimited('text,label\none,a\n'), 'text', 'text'), /cannot be both the input and the label/);
    refuses(() => classNames(labelledTable(parseDelimited('text,label\none,a\ntwo,a\n')).examples), /All examples belong to one class \("a"\)/);
  });

  it('take JSON objects a line as a table', () => {
    const { columns, rows } = parseJsonLines('{"text":"a","n":1}\n\n{"n":2.5,"label":"x","text":"b"}\n');
    assert.deepEqual(columns, ['text', 'n', 'label']);
    assert.deepEqual(
      rows.map(({ values }) => values),
      [
        ['a', '1', ''],
        ['b', '2.5', 'x'],
      ],
    );
    assert.equal(rows[1]!.line, 3);
  });

  it('decode UTF-8 and UTF-16 with byte order marks, and refuse other bytes', () => {
    assert.equal(decodeData(new TextEncoder().encode('\uFEFFä\r\nb\rc')), 'ä\nb\nc');
    const utf16 = (text: string, little: boolean) =>
      Uint8Array.from(
        [...text].flatMap((c) => {
          const code = c.charCodeAt(0);
          return little ? [code & 255, code >> 8] : [code >> 8, code & 255];
        }),
      );
    assert.equal(decodeData(utf16('\uFEFFäb', true)), 'äb');
    assert.equal(decodeData(utf16('\uFEFFäb', false)), 'äb');
    refuses(() => decodeData(Uint8Array.from([0xe4, 0x62])), /not valid UTF-8/);
  });

  it('read labelled series, with dimensions side by side at every time step', () => {
    const { dimensions, examples } = parseTimeSeries('# comment\n@problemName x\n@classLabel true a b\n@data\n1,2,3:4,5,6:a\n7,8:9,-1e2:b\n');
    assert.equal(dimensions, 2);
    assert.deepEqual(
      examples.map(({ values, label, line }) => [[...values], label, line]),
      [
        [[1, 4, 2, 5, 3, 6], 'a', 5],
        [[7, 9, 8, -100], 'b', 6],
      ],
    );
    refuses(() => parseTimeSeries('@data\n1,?:a\n'), /Line 2 holds a value that is no number/);
    refuses(() => parseTimeSeries('1,2:a\n'), /no line @data/);
    refuses(() => parseTimeSeries('@classLabel false\n@data\n1,2\n'), /no labels/);
    refuses(() => parseTimeSeries('@data\n1,2:a\n1,2:3,4:b\n'), /Line 3: every example must have 1 series/);
  });

  it('find what is to be read and what is to be learnt', () => {
    const columns = (text: string) => labelledTable(parseDelimited(text)).columns;
    assert.deepEqual(columns('id,comment,label\n1,good day,x\n2,bad day,y\n'), { input: ['comment'], label: 'label' });
    assert.deepEqual(columns('what,which\nlong text one,a\nlong text two,b\nlong text three,a\nlong four,b\n'), { input: ['what'], label: 'which' });
    const { dimensions, examples } = labelledTable(parseDelimited('t0,t1,t2,class\n1,2,3,a\n4,5,6,b\n'));
    assert.equal(dimensions, 1);
    assert.deepEqual([...(examples[1]!.input as Float32Array)], [4, 5, 6]);
  });

  it('take lines of a file of one class without repetitions', () => {
    const examples = labelledLines('Ada\n\n Bob \nAda\n', 'x', 'x.txt');
    assert.deepEqual(
      withoutRepetitions(examples).map(({ input, line }) => [input, line]),
      [
        ['Ada', 1],
        ['Bob', 3],
      ],
    );
  });

  it('split by class: every fifth for the test, the rest for training and validation, each example once', () => {
    const labels: number[] = Array.from<unknown, number>({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0)).concat([2]);
    for (const fold of [0, 1, 4]) {
      const { training, validation, test } = stratifiedSplit(labels, fold, 0.1);
      assert.deepEqual(
        [...training, ...validation, ...test].sort((a, b) => a - b),
        [...labels.keys()],
      );
      const share = (part: readonly number[], label: number) => part.filter((i) => labels[i] === label).length;
      assert.deepEqual([share(test, 0), share(test, 1), share(test, 2)], [60, 20, 0]);
      assert.deepEqual([share(validation, 0), share(validation, 1), share(validation, 2)], [24, 8, 0]);
    }
    assert.equal(stratifiedSplit(labels, undefined, 0).training.length, labels.length);
  });

  it('standardise by the numbers given alone', () => {
    assert.deepEqual(fitScaling([[1, 5, 3, 5]], 2), [
      { mean: 2, deviation: 1 },
      { mean: 5, deviation: 1 },
    ]);
  });
});

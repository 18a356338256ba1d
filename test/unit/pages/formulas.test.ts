import assert from 'node:assert/strict';
import charts from '../../../webview/formulas/charts.tex';
import network from '../../../webview/formulas/network.tex';

describe('formulas', () => {
  it('are typeset as MathML whole, without a command that was not understood', () => {
    for (const [name, { mathml }] of Object.entries(network)) {
      assert.match(mathml, /^<math/, name);
      assert.doesNotMatch(mathml, /\\|merror|temml-error|#b22222/, name);
    }
  });

  it('have no inline style, which the Content Security Policy of the pages blocks', () => {
    for (const [name, { mathml }] of Object.entries({ ...network, ...charts })) assert.doesNotMatch(mathml, /\sstyle=/, name);
  });

  it('say in words what they say in symbols, for screen readers and plain text', () => {
    for (const [name, { words }] of Object.entries(network)) assert.doesNotMatch(words, /\\|_\{|\^\{/, name);
  });

  it('mark the symbols that link to a matrix, a state or a slider', () => {
    const symbols = (name: string) => new Set([...network[name]!.mathml.matchAll(/symbol-(\w+)/g)].map((match) => match[1]));
    assert.deepEqual([...symbols('preActivation')].sort(), ['U', 'W', 'a', 'b', 's', 'x']);
    assert.deepEqual([...symbols('clipping')].sort(), ['g', 'theta']);
  });
});

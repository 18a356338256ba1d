// Formulas are written once as LaTeX (webview/formulas/*.tex) and become MathML while the pages are built: nothing of it runs in a page.
import { readFileSync } from 'node:fs';
import temml from 'temml';

/** Symbols of the recurrent network: \s is s_t with a class that links it to the matrix, node or line that it names. */
const SYMBOLS = [
  'U',
  'V',
  'W',
  'x',
  'a',
  's',
  'o',
  'b',
  'c',
  'd',
  'y',
  'E',
  'h',
  'i',
  'f',
  'g',
  'r',
  'z',
  'n',
  'q',
  'k',
  'v',
  'u',
  'phi',
  'lambda',
  'rho',
  'eta',
  'theta',
  'tau',
];
const COMMANDS = { phi: '\\varphi', lambda: '\\lambda', rho: '\\rho', eta: '\\eta', theta: '\\theta', tau: '\\tau' };
const MACROS = Object.fromEntries(SYMBOLS.map((name) => [`\\sym${name}`, `\\class{symbol symbol-${name}}{${COMMANDS[name] ?? name}}`]));
const NAME = new RegExp(`\\\\(${SYMBOLS.filter((name) => name.length === 1).join('|')})(?![A-Za-z])`, 'g');

/** MathML without inline styles, which the pages' Content Security Policy blocks: `display` says the same as an attribute, and a space is an element. */
function unstyled(mathml, name) {
  const plain = mathml
    .replace(' style="display:block math;"', '')
    .replace(/<mrow style="margin-left:(-?[\d.]+em);"><\/mrow>/g, '<mspace width="$1"/>');
  if (/\sstyle=/.test(plain)) throw new Error(`The formula ${name} has a style of its own: ${/\sstyle="[^"]*"/.exec(plain)?.[0]}`);
  return plain;
}

/** `name | LaTeX | the same in words`, a line each; lines that begin with # are comments. */
function parse(text, file) {
  const entries = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [name, latex, words, ...rest] = line.split(' | ').map((part) => part.trim());
      if (!name || !latex || !words || rest.length > 0) throw new Error(`${file}: "${line}" must be: name | LaTeX | words`);
      const mathml = temml.renderToString(latex.replace(NAME, '\\sym$1'), {
        trust: true,
        throwOnError: true,
        displayMode: true,
        macros: { ...MACROS },
        xml: true,
      });
      return [name, { mathml: unstyled(mathml, name), words }];
    });
  return Object.fromEntries(entries);
}

/** esbuild: `import formulas from './network.tex'` is a record of { mathml, words }. */
export const formulas = {
  name: 'formulas',
  setup(build) {
    build.onLoad({ filter: /\.tex$/ }, ({ path }) => ({
      contents: `export default ${JSON.stringify(parse(readFileSync(path, 'utf8'), path))};`,
      loader: 'js',
    }));
  },
};

/**
 * Keystrokes saved net, in percent, by what was the default before context mixing (commit 78637db): network (10 s) and n-gram mixed, threshold .65. Measured by
 * that commit's `unroll replay` on the same last 120,000 characters.
 */
export const FORMER: Readonly<Record<string, number>> = {
  'textwrap.py': 20.3,
  'difflib.py': 25.8,
  'argparse.py': 35.6,
  'configparser.py': 33.8,
  'runner.js': 24.4,
  'chokidar/index.js': 28.4,
  'typedarray.ts': 45.8,
  'core.c': 49.5,
  'interface.c': 39.1,
  'pty.cc': 34.7,
  'katex.scss': 26.4,
  'fast-glob/README.md': 30.3,
};

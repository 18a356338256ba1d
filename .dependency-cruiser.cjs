// The rooms of src/ and the arrows between them: only downwards, as CONTRIBUTING.md draws them.
const rooms = {
  protocol: [],
  kernels: ['protocol'],
  network: ['protocol', 'kernels'],
  text: ['protocol'],
  files: ['protocol', 'text'],
  platform: [],
  ngram: ['protocol', 'text'],
  prediction: ['protocol', 'network', 'text', 'ngram'],
  diagnostics: ['protocol', 'network', 'text', 'ngram'],
  tasks: ['protocol', 'network', 'text', 'ngram', 'prediction'],
  training: ['protocol', 'network', 'text', 'ngram', 'prediction', 'diagnostics', 'tasks', 'platform'],
  statistics: [],
  zoo: ['protocol', 'network', 'text', 'diagnostics', 'tasks', 'training', 'statistics'],
  tutorial: ['protocol', 'network', 'text', 'prediction', 'diagnostics', 'tasks', 'training'],
  formats: ['protocol'],
  runs: ['protocol', 'formats', 'platform'],
  workers: ['protocol', 'kernels', 'network', 'text', 'ngram', 'prediction', 'diagnostics', 'tasks', 'training', 'tutorial', 'zoo', 'formats', 'runs', 'files', 'platform'],
  'view-model': ['protocol', 'statistics'],
  extension: ['protocol', 'text', 'formats', 'runs', 'workers', 'view-model', 'platform'],
  cli: ['protocol', 'kernels', 'network', 'text', 'files', 'ngram', 'prediction', 'diagnostics', 'tasks', 'training', 'formats', 'runs', 'workers', 'view-model', 'zoo', 'statistics'],
};

/** What a network is, without anything that computes: everybody may read it. */
const descriptions = '^src/network/(layers/(description|descriptions|registry|generated/(descriptions|exports)|recurrent-tensors|linear-scan-tensors|exports?|recurrent-export|onnx-parts|[^/]+/(description|export|onnx|eigenvalues))|stack|ports|model-ports)\\.ts$|^src/network/layers/.*\\.py$';

/** What a data file holds: the editor makes its questions of it, and shows its rows. */
const previews = '^src/tasks/data/preview\\.ts$';

const forbidden = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room} looks only downwards`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: descriptions },
  to: { path: '^src/', pathNot: [`^src/(${[room, ...allowed].join('|')})/`, descriptions, ...(room === 'extension' ? [previews] : [])] },
}));

forbidden.push({
  name: 'descriptions of layers compute nothing',
  severity: 'error',
  from: { path: descriptions },
  to: { path: '^src/', pathNot: [descriptions, '^src/protocol/', '^src/network/random\\.ts$'] },
});

forbidden.push(
  { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'the page knows protocol and view-model alone', severity: 'error', from: { path: '^webview/' }, to: { path: '^src/', pathNot: ['^src/(protocol|statistics|view-model)/', descriptions] } },
  { name: 'only extension/ imports vscode', severity: 'error', from: { path: '^src/', pathNot: '^src/extension/' }, to: { path: '^vscode$' } },
  {
    name: 'Node is behind the platform, but for what a browser never loads: folders, entries of threads, the command line',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/(platform/node|files|cli)/|^src/workers/((?!web)[a-z-]+-entry|threads|native-kernels)\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
);

module.exports = {
  forbidden,
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, exclude: { path: '^src/kernels/assembly|node_modules' }, doNotFollow: { path: 'node_modules|dist' } },
};

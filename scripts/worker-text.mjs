import path from 'node:path';
import esbuild from 'esbuild';

/** esbuild: `import script from 'worker:src/…'` is the bundled source of a web worker as a string, so that a page needs no second file. */
export const workerText = (options) => ({
  name: 'worker-text',
  setup(build) {
    build.onResolve({ filter: /^worker:/ }, ({ path: name }) => ({ path: path.resolve(name.slice('worker:'.length)), namespace: 'worker-text' }));
    build.onLoad({ filter: /.*/, namespace: 'worker-text' }, async ({ path: entry }) => {
      const { outputFiles } = await esbuild.build({
        ...options,
        entryPoints: [entry],
        bundle: true,
        write: false,
        sourcemap: false,
        platform: 'browser',
        format: 'iife',
        target: 'es2022',
      });
      return { contents: outputFiles[0].text, loader: 'text' };
    });
  },
});

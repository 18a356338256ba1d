import path from 'node:path';
import esbuild from 'esbuild';

/** A module of src/protocol, for scripts that generate from it. */
export async function loadProtocol(file) {
  const { outputFiles } = await esbuild.build({ entryPoints: [path.join('src/protocol', file)], bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

// What a release consists of, and how it is given to the marketplaces: see RELEASING.md.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The name of the command line's package on npm. */
const npmName = 'unroll';

process.chdir(path.resolve(path.dirname(new URL(import.meta.url).pathname), '..'));
const folder = path.join('out', 'release');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
const bin = (name) => path.join('node_modules', '.bin', name);
const isPreRelease = Number(version.split('.')[1]) % 2 === 1;

/** The section of a version in CHANGELOG.md; without one the unreleased changes. */
function notes() {
  const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`)) ?? sections[0] ?? '';
  return section.slice(section.indexOf('\n') + 1).trim();
}

/** Lists the native binaries with their hashes in the bill of materials. */
function addBinaries(file) {
  const bill = JSON.parse(readFileSync(file, 'utf8'));
  bill.components ??= [];
  for (const line of readFileSync('dist/native/SHA256SUMS', 'utf8').trim().split('\n')) {
    const [content, name] = line.split('  ');
    bill.components.push({ type: 'file', name: `dist/native/${name}`, version, hashes: [{ alg: 'SHA-256', content }] });
  }
  writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
}

function makeArtifacts() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(process.execPath, 'native/build.mjs');
  run(process.execPath, 'scripts/package.mjs', ...(isPreRelease ? ['--pre-release'] : []));
  run(process.execPath, 'scripts/package-platforms.mjs', ...(isPreRelease ? ['--pre-release'] : []));
  renameSync('unroll.vsix', path.join(folder, `unroll-${version}.vsix`));
  for (const platform of readdirSync('out/vsix-platforms')) cpSync(path.join('out/vsix-platforms', platform), path.join(folder, platform));
  run('npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  run(bin('cyclonedx-esbuild'), '--output-reproducible', '--no-validate', '-o', path.join(folder, 'sbom.json'), 'out/bundles.json');
  addBinaries(path.join(folder, 'sbom.json'));
  writeFileSync(path.join(folder, 'NOTES.md'), `${notes()}\n`);
  const sums = readdirSync(folder)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(path.join(folder, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
}

const find = (ending) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
const channel = isPreRelease ? ['--pre-release'] : [];
const PUBLISH = {
  marketplace: () => run(bin('vsce'), 'publish', ...channel, '--packagePath', ...find('.vsix')),
  openvsx: () => run('npx', '--yes', 'ovsx', 'publish', ...channel, '--packagePath', ...find('.vsix')),
  npm: () => {
    const [tarball] = find('.tgz');
    const unpacked = path.join('out', 'npm');
    mkdirSync(unpacked, { recursive: true });
    run('tar', '-xzf', tarball, '-C', unpacked, '--strip-components=1');
    execFileSync('npm', ['pkg', 'set', `name=${npmName}`], { cwd: unpacked });
    execFileSync('npm', ['publish', '--access', 'public', '--ignore-scripts', ...(isPreRelease ? ['--tag', 'next'] : [])], {
      cwd: unpacked,
      stdio: 'inherit',
    });
  },
};

const [action, target] = process.argv.slice(2);
if (action === 'artifacts') makeArtifacts();
else if (action === 'publish' && PUBLISH[target]) PUBLISH[target]();
else {
  console.error('Usage: node scripts/release.mjs artifacts | publish marketplace|openvsx|npm');
  process.exitCode = 2;
}

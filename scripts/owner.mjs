// npm run owner: writes the addresses of package.json that follow from `repository.url`.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const file = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../package.json');
const manifest = JSON.parse(readFileSync(file, 'utf8'));
const repository = manifest.repository.url.replace(/\.git$/, '');
manifest.bugs = { url: `${repository}/issues` };
manifest.homepage = `${repository}#readme`;
manifest.qna = `${repository}/discussions`;
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);

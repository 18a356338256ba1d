import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { networkUse } from './network-use';

const dist = path.resolve(__dirname, '../../../../dist');
/** Modules that the bundles may load: none of them opens a socket by itself. */
const MODULES = [
  './threads.js',
  'vscode',
  'fs',
  'fs/promises',
  'path',
  'crypto',
  'worker_threads',
  'os',
  'util',
  'timers/promises',
  'events',
  'process',
  'perf_hooks',
  'url',
  'v8',
  'zlib',
];
/** What the command line's parser and progress bar load besides: sub-commands as programs (none is declared), terminals. */
const COMMAND_LINE = ['child_process', 'readline', 'tty', 'stream', 'string_decoder', 'assert', 'buffer'];
const bundles = [
  ...readdirSync(dist).filter((name) => name.endsWith('.js')),
  ...readdirSync(path.join(dist, 'webview'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => path.join('webview', name)),
];

/** Ends the process as soon as anything connects, listens, looks a name up or sends. Workers inherit it. */
const GUARD = `
const stop = (what) => () => { process.stderr.write('opened: ' + what); process.exit(97); };
const net = require('net'), dgram = require('dgram'), dns = require('dns');
net.Socket.prototype.connect = stop('socket');
net.Server.prototype.listen = stop('server');
dgram.createSocket = stop('datagram');
dns.lookup = dns.resolve = stop('name');
globalThis.fetch = stop('fetch');
globalThis.WebSocket = stop('WebSocket');
`;

describe('no network', () => {
  it('looks at every bundle that is shipped', () => {
    for (const name of ['extension.js', 'threads.js', 'unroll.js', path.join('webview', 'panel.js')]) assert.ok(bundles.includes(name), name);
  });

  for (const name of bundles) {
    it(`${name} loads no module and uses no name that opens a socket`, () => {
      const allowed = new Set(name.startsWith('webview') ? [] : name === 'unroll.js' ? [...MODULES, ...COMMAND_LINE] : MODULES);
      assert.deepEqual(networkUse(name, readFileSync(path.join(dist, name), 'utf8'), allowed), []);
    });
  }

  it('would notice one', () => {
    const uses = (code: string) => networkUse('x.js', code, new Set(['fs'])).length;
    assert.equal(uses('require("fs"); const a = { b: 1 }; a.b; "fetch"; // fetch'), 0);
    for (const code of [
      'require("net")',
      'require("node:https")',
      'import("undici")',
      'require(name)',
      'fetch("x")',
      'globalThis.fetch("x")',
      'globalThis["fetch"]("x")',
      'new WebSocket("x")',
      'navigator.sendBeacon("x")',
      'new XMLHttpRequest()',
      'process.getBuiltinModule("net")',
      'new Function("x")',
      'process.binding("tcp_wrap")',
    ])
      assert.equal(uses(code), 1, code);
  });

  it('training, sampling and inspecting run under a guard that ends the process at the first socket', function () {
    this.timeout(180_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'unroll-guard-'));
    try {
      const guard = path.join(folder, 'guard.cjs');
      const text = path.join(folder, 'text.txt');
      const model = path.join(folder, 'model.safetensors');
      writeFileSync(guard, GUARD);
      writeFileSync(text, 'the tide comes in and the tide goes out\n'.repeat(30));
      const run = (...args: string[]) => spawnSync(process.execPath, ['--require', guard, ...args], { encoding: 'utf8' });
      assert.equal(run('-e', 'require("http").get("http://127.0.0.1:9")').status, 97, 'the guard works');
      for (const args of [
        ['train', text, '--steps', '5', '--hidden', '8', '--threads', '2', '--batch-size', '2', '--sequence-length', '10', '--out', model],
        ['sample', model, '--length', '5'],
        ['inspect', model],
        ['export', model, '--to', 'onnx', '--out', folder],
      ]) {
        const { status, stderr } = run(path.join(dist, 'unroll.js'), ...args);
        assert.equal(status, 0, `${args[0]}: ${stderr}`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

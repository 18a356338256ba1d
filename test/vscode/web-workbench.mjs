// VS Code's workbench with extensions in its web worker host: what vscode.dev does, from the same server.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { server } from './tools.mjs';

const TYPES = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};
const decode = (text) =>
  text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
const encode = (text) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** In an address: the page is to be isolated from others, as on vscode.dev. */
const ISOLATED = 'vscode-coi';

/** What vscode.dev's server says then. */
function isolation(address) {
  if (!new URL(address).searchParams.has(ISOLATED)) return {};
  return {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** Serves extensions to a browser context under the workbench's own address. `extensions`: folders by their name in the address. */
export async function serveWebExtensions(context, port, extensions, settings = {}) {
  const origin = `http://localhost:${port}`;
  await context.route(`${origin}/__ext/**`, (route) => {
    const [name, ...rest] = decodeURIComponent(new URL(route.request().url()).pathname.slice('/__ext/'.length)).split('/');
    const file = path.join(extensions[name] ?? '/nowhere', ...rest);
    try {
      return route.fulfill({ body: readFileSync(file), contentType: TYPES[path.extname(file)] ?? 'text/plain' });
    } catch {
      return route.fulfill({ status: 404, body: '' });
    }
  });
  // code-server keeps user data on its server; the workbench as it is published keeps them in the browser.
  const workbench = readFileSync(path.join(path.dirname(server), 'vs/code/browser/workbench/workbench.js'), 'utf8')
    .replace(/(userRoamingDataHome\(\)\{return \w+\(\w+\.file\(this\.userDataPath\)\.with\(\{scheme:)\w+\.vscodeRemote/, '$1"vscode-userdata"')
    .replace('remoteAuthority:location.host', 'remoteAuthority:undefined');
  await context.route(`${origin}/**/workbench/workbench.js`, (route) => route.fulfill({ body: workbench, contentType: 'text/javascript' }));
  await context.route(
    (url) => url.origin === origin && url.pathname === '/',
    async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace(/(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/, (_, start, text) => {
        const configuration = JSON.parse(decode(text));
        const list = Object.keys(extensions).map((name) => ({ scheme: 'http', authority: `localhost:${port}`, path: `/__ext/${name}` }));
        // No remote host, no folder on the server: what a page without a server of its own has.
        configuration.userDataPath = '/';
        configuration.configurationDefaults = settings;
        configuration.developmentOptions = { ...configuration.developmentOptions, extensions: list };
        return `${start}${encode(JSON.stringify(configuration))}"`;
      });
      return route.fulfill({ response, body: html, headers: { ...response.headers(), ...isolation(route.request().url()) } });
    },
  );
  await context.route(
    (url) => url.origin === origin && url.pathname !== '/' && url.searchParams.has(ISOLATED),
    async (route) => {
      const response = await route.fetch();
      return route.fulfill({ response, headers: { ...response.headers(), ...isolation(route.request().url()) } });
    },
  );
}

/** Address of a window on a folder of a virtual file system with a file open. `more`: of its query. */
export function virtualWorkbenchUrl(port, folder, file, more = {}) {
  const query = new URLSearchParams({
    ...more,
    folder,
    payload: JSON.stringify([
      ['skipWelcome', 'true'],
      ['openFile', file],
    ]),
  });
  return `http://localhost:${port}/?${query}`;
}

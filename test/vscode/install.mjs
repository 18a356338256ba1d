// Makes VS Code's server and the browser of the tests ready.
import { chromiumPath } from './browser.mjs';
import { ensureTools } from './tools.mjs';

ensureTools();
await chromiumPath();

// dist/follower.js beside the command line, which comes without the other threads; the VSIX has a line instead (scripts/package.mjs).
import { start } from './follower-entry';

start();

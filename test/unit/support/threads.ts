import path from 'node:path';
import { followerScript } from '../../../src/workers/threads';

/** Real threads, from the built script. */
export const spawn = followerScript(path.resolve('dist/follower.js'));

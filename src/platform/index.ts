// The build of the web extension takes ./web/platform in its place (scripts/build.mjs): which platform it is, the entry decides.
export { platform } from './node/platform';

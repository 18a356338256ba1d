import type { PathTools } from '../platform';

/** Without `.` and `..`; an absolute path stays one. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

/** Paths of the memory's files, which begin at `/`. */
export const posixPath: PathTools = {
  sep: '/',
  join: (...parts) => normal(parts.filter((part) => part !== '').join('/')),
  resolve: (...parts) =>
    normal(
      `/${parts
        .slice(
          Math.max(
            0,
            parts.findLastIndex((part) => part.startsWith('/')),
          ),
        )
        .join('/')}`,
    ),
  dirname: (path) => path.slice(0, Math.max(1, path.lastIndexOf('/'))),
  basename: (path) => path.slice(path.lastIndexOf('/') + 1),
};

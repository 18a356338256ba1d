/** Folders that are never of interest, whether a .gitignore says so or not. */
export const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'out']);

import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What the .gitignore files of a repository leave out, from its root down: the last pattern that matches decides, those of deeper folders come later. */
export class IgnoreRules {
  private constructor(
    /** Folder that paths count from: the repository's root. */
    private readonly root: string,
    private readonly patterns: Ignore,
    /** Whether letter case does not matter, as in this repository's git. */
    private readonly ignoresCase: boolean,
  ) {}

  /**
   * The rules above a folder, up to the root of its repository; none where there is no repository. A folder that they leave out itself was asked for all the
   * same, so they do not count there.
   */
  static above(folder: string): IgnoreRules {
    const start = realpathSync(folder);
    const rules = IgnoreRules.aboveIgnored(start);
    return rules.leavesOut(start, true) ? IgnoreRules.none(rules.root, rules.ignoresCase) : rules;
  }

  /** Whether the rules above a folder leave it out. */
  static isLeftOut(folder: string): boolean {
    const start = realpathSync(folder);
    return IgnoreRules.aboveIgnored(start).leavesOut(start, true);
  }

  private static aboveIgnored(start: string): IgnoreRules {
    const folders: string[] = [];
    for (let at = start; !existsSync(path.join(at, '.git')); at = path.dirname(at)) {
      if (path.dirname(at) === at) return IgnoreRules.none(start, byDefault());
      folders.unshift(at);
    }
    // The folder's own file is read with its content.
    const root = folders.length > 0 ? path.dirname(folders[0]!) : start;
    const git = gitFolder(root);
    let rules = IgnoreRules.none(root, ignoresCase(git)).with(root, path.join(git, 'info', 'exclude'));
    for (const at of [root, ...folders]) {
      if (at === start) break;
      rules = rules.within(at);
    }
    return rules;
  }

  private static none(root: string, ignoresCase: boolean): IgnoreRules {
    return new IgnoreRules(root, ignore({ ignorecase: ignoresCase }), ignoresCase);
  }

  /** The same with the .gitignore of a folder, if it has one. */
  within(folder: string): IgnoreRules {
    return this.with(folder, path.join(folder, '.gitignore'));
  }

  private with(base: string, file: string): IgnoreRules {
    let text: string;
    try {
      text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    } catch {
      return this;
    }
    const name = slashed(path.relative(this.root, base));
    const lines = text.split(/\r?\n/);
    const patterns = ignore({ ignorecase: this.ignoresCase })
      .add(this.patterns)
      .add(name === '' ? lines : lines.map((line) => fromRoot(line, name)));
    return new IgnoreRules(this.root, patterns, this.ignoresCase);
  }

  /** @param file absolute path of a file or folder */
  leavesOut(file: string, folder: boolean): boolean {
    const name = slashed(path.relative(this.root, file));
    return name !== '' && this.patterns.ignores(folder ? `${name}/` : name);
  }
}

/** A pattern of a folder's .gitignore as one of the repository's root (gitignore: a pattern with a slash before its end counts from its folder). */
function fromRoot(pattern: string, folder: string): string {
  if (pattern.trim() === '' || pattern.startsWith('#')) return '';
  const [not, body] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
  const anchored = /\/./.test(body.trimEnd());
  return `${not}/${folder.replace(/[\\*?[\]]/g, '\\$&')}/${anchored ? body.replace(/^\//, '') : `**/${body}`}`;
}

/** A relative path as patterns have it. */
export function slashed(relative: string, separator: string = path.sep): string {
  return relative.split(separator).join('/');
}

/** Where git keeps a repository's own files: a file `.git` of a worktree or submodule says where. */
function gitFolder(root: string): string {
  const git = path.join(root, '.git');
  try {
    if (statSync(git).isDirectory()) return git;
    const place = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim();
    const folder = path.resolve(root, place ?? '.git');
    const common = path.join(folder, 'commondir');
    return existsSync(common) ? path.resolve(folder, readFileSync(common, 'utf8').trim()) : folder;
  } catch {
    return git;
  }
}

/** core.ignorecase, which git sets by the file system when it makes a repository. */
function ignoresCase(git: string): boolean {
  try {
    const core = /^\[core\]([^[]*)/im.exec(readFileSync(path.join(git, 'config'), 'utf8'))?.[1] ?? '';
    const value = /^\s*ignorecase\s*(?:=\s*(\S+))?\s*$/im.exec(core);
    return value ? !/^(?:false|no|off|0)$/i.test(value[1] ?? 'true') : false;
  } catch {
    return byDefault();
  }
}

function byDefault(): boolean {
  return process.platform === 'win32' || process.platform === 'darwin';
}

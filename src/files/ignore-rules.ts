import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface Rules {
  /** Folder of the .gitignore; its patterns count from there. */
  readonly base: string;
  readonly patterns: Ignore;
}

/** What the .gitignore files of a repository leave out, from its root down: the deepest file that says something decides. */
export class IgnoreRules {
  private constructor(
    private readonly rules: readonly Rules[],
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
    return rules.leavesOut(start, true) ? new IgnoreRules([], rules.ignoresCase) : rules;
  }

  /** Whether the rules above a folder leave it out. */
  static isLeftOut(folder: string): boolean {
    const start = realpathSync(folder);
    return IgnoreRules.aboveIgnored(start).leavesOut(start, true);
  }

  private static aboveIgnored(start: string): IgnoreRules {
    const folders: string[] = [];
    for (let at = start; !existsSync(path.join(at, '.git')); at = path.dirname(at)) {
      if (path.dirname(at) === at) return new IgnoreRules([], byDefault());
      folders.unshift(at);
    }
    // The folder's own file is read with its content.
    const root = folders.length > 0 ? path.dirname(folders[0]!) : start;
    const git = gitFolder(root);
    let rules = new IgnoreRules([], ignoresCase(git)).with(root, path.join(git, 'info', 'exclude'));
    for (const at of [root, ...folders]) {
      if (at === start) break;
      rules = rules.within(at);
    }
    return rules;
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
    const patterns = ignore({ ignorecase: this.ignoresCase }).add(text);
    return new IgnoreRules([...this.rules, { base, patterns }], this.ignoresCase);
  }

  /** @param file absolute path of a file or folder, none of whose folders is left out */
  leavesOut(file: string, folder: boolean): boolean {
    for (const { base, patterns } of this.rules.toReversed()) {
      const name = slashed(path.relative(base, file));
      if (name === '') continue;
      const { ignored, unignored } = patterns.test(folder ? `${name}/` : name);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
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

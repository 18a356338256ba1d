import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface Rules {
  /** Folder of the .gitignore; its patterns count from there. */
  readonly base: string;
  readonly patterns: Ignore;
}

/** What the .gitignore files of a repository leave out, from its root down: the deepest file that says something decides. */
export class IgnoreRules {
  private constructor(private readonly rules: readonly Rules[]) {}

  /**
   * The rules above a folder, up to the root of its repository; none where there is no repository. A folder that they leave out itself was asked for all the
   * same, so they do not count there.
   */
  static above(folder: string): IgnoreRules {
    const start = realpathSync(folder);
    const rules = IgnoreRules.aboveIgnored(start);
    return rules.leavesOut(start, true) ? new IgnoreRules([]) : rules;
  }

  /** Whether the rules above a folder leave it out. */
  static isLeftOut(folder: string): boolean {
    const start = realpathSync(folder);
    return IgnoreRules.aboveIgnored(start).leavesOut(start, true);
  }

  private static aboveIgnored(start: string): IgnoreRules {
    const folders: string[] = [];
    for (let at = start; !existsSync(path.join(at, '.git')); at = path.dirname(at)) {
      if (path.dirname(at) === at) return new IgnoreRules([]);
      folders.unshift(at);
    }
    // The folder's own file is read with its content.
    const root = folders.length > 0 ? path.dirname(folders[0]!) : start;
    let rules = new IgnoreRules([]);
    for (const at of [root, ...folders]) {
      if (at === start) break;
      rules = rules.within(at);
    }
    return rules;
  }

  /** The same with the .gitignore of a folder, if it has one. */
  within(folder: string): IgnoreRules {
    let text: string;
    try {
      text = readFileSync(path.join(folder, '.gitignore'), 'utf8');
    } catch {
      return this;
    }
    return new IgnoreRules([...this.rules, { base: folder, patterns: ignore().add(text) }]);
  }

  /** @param file absolute path of a file or folder, none of whose folders is left out */
  leavesOut(file: string, folder: boolean): boolean {
    for (const { base, patterns } of this.rules.toReversed()) {
      const name = path.relative(base, file).split(path.sep).join('/');
      const { ignored, unignored } = patterns.test(folder ? `${name}/` : name);
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

// The tutorial as a site of plain files: colours follow the system, the language follows the browser and is remembered.
import { type Language, languageOf } from '../../src/protocol/language';
import '../styles/tutorial/index.css';
import '../styles/tutorial/site.css';
import { showTutorial } from './page';

const KEY = 'unroll.language';
const root = document.getElementById('tutorial')!;
const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

function paint(): void {
  const name = dark.matches
    ? contrast.matches
      ? 'vscode-high-contrast'
      : 'vscode-dark'
    : contrast.matches
      ? 'vscode-high-contrast-light'
      : 'vscode-light';
  // Colours are variables of the whole document, as in the editor.
  document.documentElement.className = `site ${name}`;
  document.body.className = name;
}

function remembered(): Language {
  const own = new URLSearchParams(location.search).get('language') ?? read();
  return languageOf(own ?? navigator.language);
}

/** A page that is opened from a file may not be allowed to keep anything. */
function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

let clean: () => void = () => undefined;
function show(language: Language, section: string): void {
  clean();
  clean = showTutorial(root, {
    language,
    ...(section ? { section } : {}),
    changeLanguage(next) {
      try {
        localStorage.setItem(KEY, next);
      } catch {}
      show(next, document.querySelector('[aria-current]')?.getAttribute('href')?.slice(1) ?? '');
    },
  });
}

for (const query of [dark, contrast]) query.addEventListener('change', paint);
paint();
show(remembered(), location.hash.slice(1));

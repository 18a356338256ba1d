import { type Theme, themeOf } from '../../src/view-model/chart/palette';

/** The editor's theme. */
export function currentTheme(): Theme {
  return themeOf(document.body.classList);
}

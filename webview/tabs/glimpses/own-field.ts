import { OWN_RANGES, type OwnPictures } from '../../../src/protocol/glimpses';
import { h, setText } from '../../dom';
import { fill, type Strings } from '../../strings/strings';
import { type ReadPictures, readPictures } from './own-pictures';

/** Takes a folder of pictures with a sub-folder for every class, in the place of the drawn digits, and says what it found there. */
export class OwnField {
  readonly element: HTMLElement;
  private readonly said = h('p', { class: 'sentence', 'aria-live': 'polite', 'data-testid': 'glimpses-own' });

  constructor(
    private readonly t: Strings,
    use: (own: OwnPictures | undefined) => void,
  ) {
    const words = t.glimpses;
    const input = h('input', { type: 'file', multiple: true, webkitdirectory: true, accept: 'image/*', 'data-control': 'glimpses-own' });
    const digits = h('button', { type: 'button', class: 'secondary hidden', 'data-action': 'glimpses-digits' }, words.digits);
    const show = (own: OwnPictures | undefined, sentence: string) => {
      use(own);
      digits.classList.toggle('hidden', !own);
      setText(this.said, sentence);
    };
    // A folder that was chosen before may be chosen again.
    input.addEventListener('click', () => {
      input.value = '';
    });
    input.addEventListener('change', async () => {
      const read = await readPictures([...(input.files ?? [])]);
      const problem = this.problemOf(read);
      show(problem === undefined ? read.own : undefined, problem ?? this.describe(read));
    });
    digits.addEventListener('click', () => {
      input.value = '';
      show(undefined, '');
      input.focus();
    });
    this.element = h('div', { class: 'own-pictures' }, h('label', { class: 'field' }, h('span', {}, words.own), input), digits, this.said);
  }

  private problemOf({ own: { classes }, counts }: ReadPictures): string | undefined {
    const { classes: range, pictures } = OWN_RANGES;
    if (classes.length < range.least || classes.length > range.most) return fill(this.t.glimpses.ownClasses, range.least, range.most, classes.length);
    const few = counts.findIndex((count) => count < pictures.least);
    return few < 0 ? undefined : fill(this.t.glimpses.ownFew, classes[few]!, counts[few]!, pictures.least);
  }

  private describe({ own: { classes }, counts, leftOut }: ReadPictures): string {
    const found = classes.map((name, c) => `${name} ${counts[c]}`).join(', ');
    const rest = leftOut > 0 ? ` ${fill(this.t.glimpses.ownLeftOut, leftOut)}` : '';
    return `${fill(this.t.glimpses.ownFound, found)}${rest}`;
  }
}

import type { LessonTraining, TutorialReply } from '../../../src/protocol/tutorial';
import { h } from '../../dom';
import type { Lesson } from '../engine';
import type { Stage, Text } from '../section';
import { button, status } from './controls';
import { promptRows } from './predictions';
import { answers, SENTENCES } from './sentences';

type Look = Extract<TutorialReply, { readonly type: 'look' }>;
const WIDTH = 640;

/** Where the characters of a text stand in a drawing of one line. */
export function lineOf(characters: readonly string[]) {
  const count = characters.length;
  const x = (t: number) => ((t + 0.5) * WIDTH) / count;
  const side = Math.min(26, WIDTH / count);
  return {
    width: WIDTH,
    /** Centre of a character, and the side of its box. */
    x,
    side,
    /** Path of a line below the characters from one to another. */
    underline: ([from, to]: readonly [number, number], y: number) => `M${x(from) - side / 2} ${y}H${x(to) + side / 2}`,
  };
}

/**
 * The stage of a section in which a network learns SENTENCES: a button that trains it, the drawing of the first prompt, and what the network expects
 * behind each prompt.
 * @param lesson what the button starts; `look` hears of every look at the network
 */
export function sentenceView({ element, engine, language, t }: Stage, name: Text, lesson: () => LessonTraining, look: (reply: Look) => void) {
  const right = answers(language);
  const rows = promptRows(SENTENCES[language].prompts);
  const said = status();
  const frame = h('div', { class: 'drawing from-end' });
  let running: Lesson | undefined;
  const train = button(
    t(name),
    () => {
      running?.stop();
      running = engine.run(lesson(), (reply) => {
        if (reply.type !== 'look') return;
        rows.update(reply.predictions, right);
        look(reply);
      });
    },
    true,
  );
  return {
    say: said.show,
    draw: (picture: SVGSVGElement, label: string) => {
      picture.setAttribute('role', 'img');
      picture.setAttribute('aria-label', label);
      frame.replaceChildren(picture);
    },
    /** Ends the training and forgets what it has shown. */
    clear: () => {
      running?.stop();
      rows.update([], right);
      said.show('');
    },
    /** Puts everything on the stage, `control` beside the button. */
    show: (control: HTMLElement) =>
      element.append(h('div', { class: 'actions' }, train, control), frame, h('div', { class: 'side-by-side' }, ...rows.elements), said.element),
  };
}

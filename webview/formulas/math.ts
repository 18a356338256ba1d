const MATHML = 'http://www.w3.org/1998/Math/MathML';

type Piece = Element | string;

function m(tag: string, ...children: Piece[]): Element {
  const element = document.createElementNS(MATHML, tag);
  element.append(...children);
  return element;
}

/** Names of several letters first. */
const NAME = /^(?:softmax|tanh|ReLU|net|out|ln|[A-Za-zΑ-ω∂]′?)(?:⁽.⁾)?/u;
const SUBSCRIPT = /^_(?:\{([^}]*)\}|([A-Za-z0-9]+))/;
const NUMBER = /^[−-]?\d+(?:\.\d+)?(?:e[−-]?\d+)?/;
const SUPERSCRIPTS: Readonly<Record<string, string>> = { ᵀ: '⊤', '²': '2' };

/**
 * A formula of the step-through as MathML: `a_1 = U x_1 + W s_0`, `∂E/∂s_3 = Vᵀ ∂E_3/∂net_3`. Names carry `data-symbol`, by which what they stand for
 * lights up. The plain text stays as the alternative.
 */
export function mathOf(text: string): Element {
  const row = m('mrow');
  let rest = text;
  while (rest !== '') {
    const [piece, length] = next(rest, row.childElementCount === 0);
    if (piece) row.append(piece);
    rest = rest.slice(length);
  }
  const math = m('math', row);
  math.setAttribute('alttext', text);
  return math;
}

/** The first piece of a formula, and how long its text is. */
function next(text: string, first: boolean): [Element | undefined, number] {
  const derivative = /^∂(E(?:_\d+)?)\/∂([^\s,;()[\]⊙·=+]+)/u.exec(text);
  if (derivative) {
    const [whole, above = '', below = ''] = derivative;
    const transposed = below.endsWith('ᵀ');
    const bare = transposed ? below.slice(0, -1) : below;
    const fraction = m('mfrac', m('mrow', m('mo', '∂'), name(above)), m('mrow', m('mo', '∂'), name(bare)));
    return [symbol(fraction, `∂${above}/∂${bare}`), transposed ? whole.length - 1 : whole.length];
  }
  const number = NUMBER.exec(text);
  if (number && (first || /^\d/.test(text))) return [m('mn', number[0]), number[0].length];
  const found = NAME.exec(text);
  if (found) {
    const sub = SUBSCRIPT.exec(text.slice(found[0].length));
    const whole = found[0] + (sub?.[0] ?? '');
    return [symbol(name(whole), whole), whole.length];
  }
  const sign = [...text][0]!;
  if (sign === ' ') return [undefined, 1];
  if (SUPERSCRIPTS[sign]) return [m('msup', m('mrow'), m('mn', SUPERSCRIPTS[sign])), 1];
  return [m('mo', sign), sign.length];
}

/** A name with its subscript. */
function name(text: string): Element {
  const found = NAME.exec(text);
  if (!found) return m('mtext', text);
  const base = m('mi', found[0]);
  const sub = SUBSCRIPT.exec(text.slice(found[0].length));
  const rest = text.slice(found[0].length + (sub?.[0].length ?? 0));
  const element = sub ? m('msub', base, m(/^\d+$/.test(sub[1] ?? sub[2]!) ? 'mn' : 'mi', sub[1] ?? sub[2]!)) : base;
  return rest ? m('mrow', element, m('mtext', rest)) : element;
}

function symbol(element: Element, of: string): Element {
  element.setAttribute('data-symbol', of);
  return element;
}

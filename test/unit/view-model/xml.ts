export interface XmlElement {
  readonly name: string;
  readonly attributes: Record<string, string | undefined>;
}

/** Elements of a document in order. @throws Error when it is not well-formed: tags that do not nest, bare `<` or `&`, characters that XML forbids */
export function parseXml(text: string): XmlElement[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: just these are forbidden
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/.test(text)) throw new Error('a forbidden character');
  const elements: XmlElement[] = [];
  const open: string[] = [];
  let at = 0;
  for (const tag of text.matchAll(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    check(text.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const [, end, name, attributes, alone] = tag as unknown as [string, string, string, string, string];
    if (end) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    check(attributes);
    elements.push({ name, attributes: Object.fromEntries([...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, value])) });
    if (!alone) open.push(name);
  }
  check(text.slice(at));
  if (open.length > 0) throw new Error(`${open.join()} not closed`);
  return elements;
}

function check(text: string): void {
  if (/<|&(?!#\d+;|[a-z]+;)/.test(text)) throw new Error(`not well-formed: ${text.slice(0, 80)}`);
}

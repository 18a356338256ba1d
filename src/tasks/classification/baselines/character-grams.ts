/** Character n-grams of ^text$ of length 1 to `longest`, without a lone ^ or $, and how often each occurs. */
export function characterGrams(text: string, longest: number): Map<string, number> {
  const characters = ['^', ...text, '$'];
  const counts = new Map<string, number>();
  for (let n = 1; n <= longest; n++)
    for (let i = 0; i + n <= characters.length; i++) {
      if (n === 1 && (i === 0 || i === characters.length - 1)) continue;
      const gram = characters.slice(i, i + n).join('');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  return counts;
}

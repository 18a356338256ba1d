// Writes the samples of tasks beside texts: pairs, a classified table and a series. The same numbers every time.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(path.dirname(new URL(import.meta.url).pathname), '../samples');
let state = 20261126;
/** Whole number below n (mulberry32). */
function below(n) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
}
const pick = (list) => list[below(list.length)];
const digits = (n) => Array.from({ length: n }, () => below(10)).join('');
const write = (name, rows, separator) => writeFileSync(path.join(folder, name), `${rows.map((row) => row.join(separator)).join('\n')}\n`);

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A day between 1950 and 2049 as people write it, in one of six ways, and in ISO form. */
function date() {
  const day = new Date(Date.UTC(1950, 0, 1 + below(36525)));
  const [d, month, year] = [day.getUTCDate(), MONTHS[day.getUTCMonth()], day.getUTCFullYear()];
  const week = DAYS[day.getUTCDay()];
  const written = pick([
    `${week.slice(0, 3)} ${d} ${month.slice(0, 3)} ${year}`,
    `${d} ${month} ${year}`,
    `${month} ${d}, ${year}`,
    `${d}.${day.getUTCMonth() + 1}.${year}`,
    `${day.getUTCMonth() + 1}/${d}/${String(year % 100).padStart(2, '0')}`,
    `${week}, ${month.slice(0, 3)} ${d} ${year}`,
  ]);
  return [written, day.toISOString().slice(0, 10)];
}

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
function words(n) {
  if (n < 20) return ONES[n];
  if (n < 100) return TENS[Math.floor(n / 10)] + (n % 10 ? `-${ONES[n % 10]}` : '');
  if (n < 1000) return `${ONES[Math.floor(n / 100)]} hundred${n % 100 ? ` and ${words(n % 100)}` : ''}`;
  return `${words(Math.floor(n / 1000))} thousand${n % 1000 ? `${n % 1000 < 100 ? ' and' : ''} ${words(n % 1000)}` : ''}`;
}

const NAMES = 'ada ben cleo dan eva finn gia hugo ida jon kim leo mia noa otto pia'.split(' ');
const ENDINGS = 'com org net example.org example.com'.split(' ');
/** Short texts of seven kinds. */
const KINDS = {
  email: () => `${pick(NAMES)}.${pick(NAMES)}${below(2) ? below(100) : ''}@${pick(NAMES)}.${pick(ENDINGS)}`,
  address: () => `https://${pick(NAMES)}.${pick(ENDINGS)}/${pick(NAMES)}/${below(1000)}`,
  time: () => `${below(24)}:${String(below(60)).padStart(2, '0')}${below(2) ? '' : pick([' am', ' pm'])}`,
  price: () => `${pick(['$', '€', '£'])}${below(1000)}.${digits(2)}`,
  phone: () => `+${1 + below(98)} ${digits(3)} ${digits(3)} ${digits(3 + below(2))}`,
  colour: () => `#${Array.from({ length: 6 }, () => below(16).toString(16)).join('')}`,
  version: () => `${pick(['', 'v'])}${below(20)}.${below(30)}.${below(30)}${below(3) ? '' : '-beta'}`,
};

const pairs = (count, make) => {
  const seen = new Map();
  while (seen.size < count) {
    const [source, target] = make();
    seen.set(source, target);
  }
  return [['source', 'target'], ...seen];
};
write('dates.tsv', pairs(3000, date), '\t');
write(
  'numbers.tsv',
  pairs(2000, () => {
    const n = below(10 ** (1 + below(5)));
    return [String(n), words(n)];
  }),
  '\t',
);
write(
  'kinds.csv',
  [
    ['text', 'kind'],
    ...Array.from({ length: 700 }, () => {
      const kind = pick(Object.keys(KINDS));
      return [KINDS[kind](), kind];
    }),
  ],
  ',',
);
// Ten years of months: growth, a season with its top in July, and weather.
write(
  'ice-cream.csv',
  [
    ['month', 'sold'],
    ...Array.from({ length: 120 }, (_, t) => {
      const season = 1 + 0.6 * Math.cos((2 * Math.PI * (t - 6)) / 12);
      return [
        `${2016 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}`,
        Math.round(400 * 1.006 ** t * season * (0.93 + 0.14 * (below(1000) / 1000))),
      ];
    }),
  ],
  ',',
);

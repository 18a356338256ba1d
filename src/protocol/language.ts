/** What Unroll speaks. Host, command line and pages choose and fill in alike. */
export type Language = 'en' | 'zh';

/** The language for a locale such as `zh-cn` or `zh_CN.UTF-8`: Simplified Chinese, or else English, also where Chinese is written in traditional characters. */
export function languageOf(locale: string): Language {
  return /^zh(?![a-z]|.*(TW|HK|MO|Hant))/i.test(locale) ? 'zh' : 'en';
}

/** A sentence with the values for {0}, {1}, ...; what has no value stays. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}

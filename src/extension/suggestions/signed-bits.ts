/** Bits with a minus sign where they are negative, also after they were rounded. */
export function signedBits(bits: number, digits: number): string {
  return new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' })
    .format(bits)
    .replace('-', '−');
}

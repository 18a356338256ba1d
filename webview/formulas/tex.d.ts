declare module '*.tex' {
  /** MathML, and the formula in words for screen readers and plain text. */
  const formulas: Readonly<Record<string, { readonly mathml: string; readonly words: string }>>;
  export default formulas;
}

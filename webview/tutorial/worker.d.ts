declare module 'worker:*' {
  /** A bundled script, for a web worker that is made from a Blob. */
  const script: string;
  export default script;
}

declare module '*.txt' {
  const text: string;
  export default text;
}

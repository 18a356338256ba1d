import ts from 'typescript';

/** Names that reach out of the process, in Node, in a page or in a worker, or that make code out of text. */
const FORBIDDEN_NAMES = new Set([
  ...['fetch', 'WebSocket', 'WebSocketStream', 'XMLHttpRequest', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'sendBeacon', 'importScripts'],
  ...['getBuiltinModule', 'eval'],
]);

/** Everything in a JavaScript text by which it could open a socket; `modules` are those it may load. Judged on the syntax tree, not on the letters. */
export function networkUse(name: string, code: string, modules: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile(name, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && FORBIDDEN_NAMES.has(node.text)) found.push(node.text);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) && FORBIDDEN_NAMES.has(node.argumentExpression.text))
      found.push(`[${node.argumentExpression.text}]`);
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'binding' && ts.isIdentifier(node.expression) && node.expression.text === 'process')
      found.push('process.binding');
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Function') found.push('new Function');
    if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier)) found.push('import');
    if (ts.isCallExpression(node)) {
      const { expression, arguments: given } = node;
      const isRequire = ts.isIdentifier(expression) && /^(__)?require\d*$/.test(expression.text);
      const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
      if (isRequire || isImport) {
        const [first] = given;
        const module = first && ts.isStringLiteralLike(first) ? first.text.replace(/^node:/, '') : '(computed)';
        if (!modules.has(module)) found.push(`require ${module}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

import { escapeHtml } from './escape-html';
import type { Language } from './language';

/** A page of its own that opens without a network: styles inside, no script. @param images where pictures may come from, as a content security policy says it */
export function htmlPage(language: Language, title: string, style: string, body: string, images?: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${images ? `; img-src ${images}` : ''}">
<title>${escapeHtml(title)}</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Where the page's parts come from. */
export interface PageSources {
  script: string;
  style: string;
  /** What a webview's own files are served from, for the content security policy. */
  origin: string;
  nonce: string;
}

/** The page's document. Neither script nor style stands in it, and nothing else may be loaded. */
export function pageHtml({ script, style, origin, nonce }: PageSources): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin}; font-src ${origin}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent Logs</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

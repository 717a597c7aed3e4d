/** docs/results.md: prose by hand, tables between markers by `npm run results -- --write`. */
export type Part = 'titles' | 'xeducation' | 'ga4' | 'demo' | 'sources';

export const documentPath = 'docs/results.md';

function markers(part: Part): { readonly begin: string; readonly end: string } {
  return { begin: `<!-- ${part}: made by npm run results -->`, end: `<!-- ${part}: end -->` };
}

function bounds(document: string, part: Part): { readonly from: number; readonly to: number } {
  const { begin, end } = markers(part);
  const from = document.indexOf(begin) + begin.length;
  const to = document.indexOf(end);
  if (from < begin.length || to < from) throw new Error(`${documentPath} has no lines "${begin}" and "${end}".`);
  return { from, to };
}

/** What stands between the part's markers. */
export function tablesOf(document: string, part: Part): string {
  const { from, to } = bounds(document, part);
  return document.slice(from, to).trim();
}

/** The document with other tables between the part's markers. */
export function withTables(document: string, part: Part, tables: string): string {
  const { from, to } = bounds(document, part);
  return `${document.slice(0, from)}\n\n${tables}\n\n${document.slice(to)}`;
}

/** Readable on a phone (tables become cards), on paper (no colours to print, rows kept whole), and in the dark. */
export const stylesheet = `:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --back: #fff; --tint: #f5f7f9; --mark: #2563a8; --against: #b3402e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #9aa5b1; --line: #38414b; --back: #15181c; --tint: #1e2328; --mark: #7db3ec; --against: #f0907f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.75rem 0 0.5rem; }
h4 { font-size: 1rem; margin: 1.25rem 0 0.4rem; }
p, ul, ol, dl, table { margin: 0.5rem 0 1rem; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--mark); }
code { font: 0.86em ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; list-style: none; padding: 0; }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0.2rem 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.9rem 0.45rem 0; border-bottom: 1px solid var(--line); }
td:not(.number) { min-width: 8rem; }
th { color: var(--soft); font-weight: 600; border-bottom-width: 2px; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.curve { display: block; width: 120px; margin-top: 0.15rem; }
.curve svg { display: block; }
.curve .area { fill: var(--mark); opacity: 0.18; }
.curve .edge { fill: none; stroke: var(--mark); stroke-width: 1.5; stroke-linejoin: round; }
.curve.negative .area { fill: var(--against); }
.curve.negative .edge { stroke: var(--against); }
.curve .days { display: flex; justify-content: space-between; font-size: 0.7rem; line-height: 1.1; color: var(--soft); border-top: 1px solid var(--line); }
@media (max-width: 44rem) {
  main { padding: 1rem 1rem 3rem; }
  dl > div { grid-template-columns: 7.5rem 1fr; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  td:not(.number) { min-width: 0; }
  tr { background: var(--tint); border-radius: 0.5rem; padding: 0.4rem 0.8rem; margin-bottom: 0.6rem; }
  td, td.number { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0.75rem; text-align: left; white-space: normal; padding: 0.25rem 0; border: 0; }
  td::before { content: attr(data-title); color: var(--soft); font-size: 0.88em; }
  td:empty { display: none; }
  td > div { grid-column: 2; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --back: #fff; --tint: #fff; --mark: #333; --against: #333; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3, h4 { break-after: avoid; }
  tr, dl > div, .curve { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
}
`;

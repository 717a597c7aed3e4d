/** Texts that mean something in one of the languages between a plan and a CRM. */
export const hostileTexts: readonly string[] = [
  `'; DROP TABLE leads; -- " \\' %s %(a)s`,
  'two\nlines, and "quotes"',
  'a return\r\nand a tab\tand a bell\u0007',
  '=1+1',
  '+1', // What a spreadsheet runs.
  '-1+cmd|/c calc',
  '@SUM(A1)',
  '#N/A',
  'null',
  '<script>alert(1)</script> {{x}} ${x}',
  '{"__class__":"date"} \\u0041 \u2028',
  'ünïcödé 名前 😀 \u202Eright to left',
  '\u001Fseparators\u001E',
  'nul\u0000byte',
  '\uFEFFa mark of the encoding',
  '2026-06-23',
  '0012',
];

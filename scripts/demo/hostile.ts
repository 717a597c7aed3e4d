/** Names that break careless quoting in CSV, SQL, SQLX (JavaScript), HTML, spreadsheets and terminals. */
export const hostileTexts = [
  `O'Brien "Bob"`,
  '${7*7}',
  "=cmd|'/C calc'!A0",
  'Line one\nLine two',
  'Ana 🚀 Žižka',
  "Robert'); DROP TABLE lead;--",
  '<script>alert(1)</script>',
  'back\\slash, comma; `tick`',
  '\u001b[31mred',
] as const satisfies readonly [string, ...string[]];

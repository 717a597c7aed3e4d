/** A rubric with one dimension, `intent`, that counts once in the total. */
export function rubricOf(intent: string, more = ''): string {
  return `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  intent:
${intent
  .trim()
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
${more}
total: { sum: { intent: 1 } }
bands: [0, 10]
tiers:
  - { tier: all, otherwise: true, action: { do: nothing } }
`;
}

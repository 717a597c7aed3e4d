import type { LabelledTitle } from './labelled-titles.js';

/** The share, 0 to 1, of titles with the label that others gave them. */
export function accuracy(titles: readonly LabelledTitle[]): number {
  return titles.filter(({ label, answer }) => label === answer).length / titles.length;
}

/** The label that most titles have, and the share of titles that have it: what one gets by never looking. */
export function commonest(titles: readonly LabelledTitle[]): readonly [label: string, share: number] {
  const [first] = counted(titles.map(({ label }) => label));
  if (first === undefined) throw new RangeError('there is no title');
  return [first.what, first.times / titles.length];
}

export interface Missed {
  readonly label: string;
  readonly answer: string;
  readonly titles: number;
  /** Our own labels for these titles, the most frequent first, three at most. */
  readonly ours: readonly string[];
}

/** Which labels are taken for which others, the most frequent first. */
export function missed(titles: readonly LabelledTitle[]): readonly Missed[] {
  const wrong = titles.filter(({ label, answer }) => label !== answer);
  return counted(wrong.map(({ label, answer }) => JSON.stringify([label, answer]))).map(({ what, times }) => {
    const those = wrong.filter(({ label, answer }) => JSON.stringify([label, answer]) === what);
    const [first] = those;
    const ours = counted(those.map((title) => `${title.seniority ?? '-'} in ${title.function ?? '-'}`));
    return {
      label: first?.label ?? '',
      answer: first?.answer ?? '',
      titles: times,
      ours: ours.slice(0, 3).map((each) => each.what),
    };
  });
}

function counted(words: readonly string[]): readonly { readonly what: string; readonly times: number }[] {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return [...times]
    .map(([what, count]) => ({ what, times: count }))
    .toSorted((a, b) => b.times - a.times || (a.what < b.what ? -1 : 1));
}

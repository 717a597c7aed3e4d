/** Signals for what is seen, and points to begin with. What a word says of intent is a guess for people to correct. */
import type { Seen } from './seen.js';
import { yamlText } from './source-text.js';

export interface FirstSignal {
  readonly name: string;
  readonly label: string;
  /** One pattern, as YAML. */
  readonly from: string;
  readonly times: number;
  readonly level: Level;
}

export type Level = 'readiness' | 'high' | 'medium' | 'low' | 'negative';

/** The first whose words are in the name or the path. */
const levels: readonly (readonly [Level, RegExp])[] = [
  ['negative', /unsubscri|opt.?out|bounce|complain|spam/i],
  ['readiness', /demo|contact.?(?:us|sales|form)|trial|quote|meeting|book.?a|callback|talk.?to/i],
  ['high', /pricing|prices?\b|sign.?up|register|registration|webinar|form|submit|checkout|event/i],
  ['medium', /download|e.?book|white.?paper|case.?stud|product|feature|video|watch|demo.?day|reply|replied/i],
];

function levelOf(text: string): Level {
  return levels.find(([, words]) => words.test(text))?.[0] ?? 'low';
}

/** Of events with a page those that say no more than that it was looked at; a form has a page, too. */
const isVisit = /page|view|visit|screen|load/i;

/** Pages that say more than that somebody was there; found by their path alone. */
const tellingPages = [
  {
    name: 'pricing_page',
    label: 'looked at the prices',
    path: /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?(?:pricing|prices|plans)(?:\/|$)/i,
  },
  {
    name: 'demo_page',
    label: 'looked at the page that offers a demo',
    path: /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?(?:demo|book-a-demo|request-a-demo|get-a-demo)(?:\/|$)/i,
  },
  {
    name: 'product_page',
    label: 'looked at a product page',
    path: /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/)?(?:products?|features?|solutions?)(?:\/|$)/i,
  },
] as const;

function named(text: string, taken: Set<string>): string {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40);
  const base = /^[a-z]/.test(slug) ? slug : `event_${slug}`.replace(/_$/, '');
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
  taken.add(name);
  return name;
}

const spoken = (text: string): string => text.replaceAll(/[_\s]+/g, ' ').trim();

/** In the order in which patterns are tried: pages before the events that they are part of. */
export function firstSignals(source: string, seen: Seen): readonly FirstSignal[] {
  const taken = new Set<string>();
  const pages = tellingPages.flatMap(({ name, label, path }): FirstSignal[] => {
    const found = seen.pages.filter((page) => isVisit.test(page.event) && path.test(page.path));
    if (found.length === 0) return [];
    const parts = found.flatMap((page) => path.exec(page.path)?.[0].replace(/\/$/, '') ?? []);
    const paths = [...new Set(parts)].toSorted().flatMap((part) => [part, `${part}/**`]);
    const events = [...new Set(found.map((page) => page.event))].toSorted();
    const from = `{ source: ${source}, event: [${events.map((event) => JSON.stringify(event)).join(', ')}], path: [${paths.join(', ')}] }`;
    const times = found.reduce((sum, page) => sum + page.times, 0);
    return [{ name: named(name, taken), label, from, times, level: levelOf(name) }];
  });
  const events = seen.events.map(({ name, times }): FirstSignal => ({
    name: named(name, taken),
    label: spoken(name) === '' ? name : spoken(name),
    from: `{ source: ${source}, event: ${JSON.stringify(name)} }`,
    times,
    level: levelOf(name),
  }));
  const campaigns = seen.campaignTypes.map(({ name, times }): FirstSignal => ({
    name: named(`campaign_${name}`, taken),
    label: `took part: ${spoken(name)}`,
    from: `{ source: ${source}, campaign_type: ${JSON.stringify(name)} }`,
    times,
    level: 'high',
  }));
  return [...pages, ...events, ...campaigns];
}

/** rubrics/shared/signals.yaml */
export function signalsText(signals: readonly FirstSignal[]): string {
  if (signals.length === 0)
    return '# What people do, by name; no events were found yet. docs/language.md, "signals.yaml".\nsignals: {}\n';
  return [
    '# What people do, and which rows of the sources count as it. The first pattern that fits a row wins.',
    '# Found in the tables by `leadscore init`, with how often; give them the names that your teams use.',
    'signals:',
    ...signals.flatMap(({ name, label, from, times }) => [
      `  ${name}: # ${times}`,
      `    label: ${yamlText(label)}`,
      `    from: [${from}]`,
    ]),
    '',
  ].join('\n');
}

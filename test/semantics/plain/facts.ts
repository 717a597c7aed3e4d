/** Raw facts: rows of the canonical inputs. Numbers are their text, moments ISO 8601 in UTC. */

export type Cell = string | boolean | null;
export type FactRow = Readonly<Record<string, Cell>>;

export interface Facts {
  readonly leads: readonly FactRow[];
  readonly contacts: readonly FactRow[];
  readonly accounts: readonly FactRow[];
  readonly opportunities: readonly FactRow[];
  readonly campaign_responses: readonly FactRow[];
  readonly events: readonly FactRow[];
  /** Of companies, without a person. */
  readonly account_events: readonly FactRow[];
  /** What vendors say of companies. */
  readonly enrichment: readonly FactRow[];
  readonly overrides: readonly FactRow[];
}

export const noFacts: Facts = {
  leads: [],
  contacts: [],
  accounts: [],
  opportunities: [],
  campaign_responses: [],
  events: [],
  account_events: [],
  enrichment: [],
  overrides: [],
};

export function textIn(cell: Cell | undefined): string | undefined {
  return typeof cell === 'string' ? cell : undefined;
}

export function momentIn(cell: Cell | undefined): number | undefined {
  const text = textIn(cell);
  return text === undefined ? undefined : Date.parse(text);
}

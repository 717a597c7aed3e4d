/** What an expectation may say of a lead beside its score: rows of other tables. */
import { z } from 'zod';
import type { Row } from '../engine/engine.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import { part } from '../rubric/schema/part.js';
import { decimal, flag, text } from '../rubric/schema/scalars.js';

const orNull = z.union([text, z.null()], { error: () => 'a text, or null' });

/** By the word that names them in a case; null: there is no such row. */
export const tableExpectations = {
  /** How the lead came to stand where it does, if the run at `as_of` found that it had moved. */
  transition: orNone(
    part('a transition', {
      from_tier: orNull.exactOptional(),
      to_tier: text.exactOptional(),
      direction: text.exactOptional(),
      cause: text.exactOptional(),
      may_act: flag.exactOptional(),
      no_action_because: orNull.exactOptional(),
    }),
  ),
  /** The last time that sales gave the lead back. */
  rejection: orNone(
    part('a rejection', {
      reason: text.exactOptional(),
      status: text.exactOptional(),
      tier: orNull.exactOptional(),
      was_acted_on: flag.exactOptional(),
      top_rule: orNull.exactOptional(),
      days_after_entry: decimal.exactOptional(),
    }),
  ),
  /** What came of all leads of its tier. */
  tier_outcome: orNone(
    part('an outcome of a tier', {
      leads: decimal.exactOptional(),
      converted_before: decimal.exactOptional(),
      not_old_enough: decimal.exactOptional(),
      judged: decimal.exactOptional(),
      converted: decimal.exactOptional(),
    }),
  ),
};
export type TableWord = keyof typeof tableExpectations;
export const tableWords: readonly TableWord[] = ['transition', 'rejection', 'tier_outcome'];

function orNone<Shape extends z.ZodType>(shape: Shape) {
  return z.union([shape, z.null()], { error: () => 'a map of columns, or null where there is none' });
}

export interface JudgedLead {
  readonly rubric: string;
  readonly leadId: string;
  /** ISO 8601. */
  readonly asOf: string;
  readonly score: Row;
}

interface Table {
  readonly name: string;
  /** Behind FROM: which row is meant. */
  readonly row: (lead: JudgedLead) => string;
}

const of = ({ rubric, leadId }: JudgedLead): string => `rubric = ${sqlxText(rubric)} AND lead_id = ${sqlxText(leadId)}`;
const at = ({ asOf }: JudgedLead): string => `as_of = TIMESTAMP ${sqlxText(asOf)}`;

export const tables: Readonly<Record<TableWord, Table>> = {
  transition: { name: 'tier_transitions', row: (lead) => `WHERE ${of(lead)} AND ${at(lead)}` },
  rejection: {
    name: 'sales_rejections',
    row: (lead) => `WHERE ${of(lead)} ORDER BY rejected_at DESC, rejection_key LIMIT 1`,
  },
  tier_outcome: {
    name: 'tier_outcomes',
    row: (lead) =>
      `WHERE rubric = ${sqlxText(lead.rubric)} AND tier = ${sqlxText(String(lead.score.tier))} AND ${at(lead)}`,
  },
};

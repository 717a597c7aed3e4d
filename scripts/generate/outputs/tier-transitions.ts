import type { Model } from '../sqlx.js';

/** tier_transitions: who moved from which tier to which, and why. Grain: transition_id. */
export function tierTransitionsTable(): Model {
  return {
    path: 'definitions/outputs/tier_transitions.sqlx',
    madeFrom: ['rubrics/*.yaml'],
    config: {
      type: 'table',
      description:
        'Every change of the tier of a lead between one run and the next, and of whether something is done with it, with its cause. Actions outside follow those that may act, each once. Grain: one row per transition.',
      tags: ['output'],
      columns: {
        transition_id: 'Made of rubric, lead and as_of: the same for good',
        as_of: 'The run that found it',
        lead_id: 'The person now, whoever had the id then',
        from_tier: 'NULL for a lead that the rubric had not scored before',
        direction:
          'entered, up, down or renamed; in the same tier released, where its action is done from now on, or stopped',
        cause:
          'The first that fits: first_run of the rubric, version (rubric, shared files or mappings changed), merge (records changed the person), override (set or ended), new_fact (acts or attributes newly known), late_data (acts or records that were more than two days old when they became known), time (days passed, or others moved)',
        may_act: 'Something may be done outside because of it: its cause is new_fact, and nothing stops the action',
        no_action_because:
          'Why not: replay, shadow, another rubric, holdout, what stops the action (suppressed, held, frozen, routed), else the cause; nothing where the tier asks for nothing',
        action: 'What the tier does',
        action_due_minutes: 'Minutes within which it is to be done',
        reason_rules: 'The three rules that weighed most then, as <dimension>.<rule>, between bars',
        action_due_at: 'By when it is to be done, of those that may act',
      },
      assertions: {
        uniqueKey: ['transition_id'],
        nonNull: ['transition_id', 'rubric', 'as_of', 'lead_id', 'to_tier', 'direction', 'cause', 'may_act'],
        rowConditions: ["NOT may_act OR cause = 'new_fact'"],
      },
    },
    sql: `
SELECT
  log.transition_id,
  log.rubric,
  log.rubric_version,
  log.as_of,
  COALESCE(moved.lead_id, log.lead_id) AS lead_id,
  log.from_tier,
  log.tier AS to_tier,
  log.direction,
  log.cause,
  log.no_action_because IS NULL AS may_act,
  log.no_action_because,
  log.action,
  log.action_details,
  log.action_due_minutes,
  log.reason_rules,
  IF(
    log.no_action_because IS NULL,
    TIMESTAMP_ADD(log.as_of, INTERVAL log.action_due_minutes MINUTE),
    NULL
  ) AS action_due_at
FROM \${ref("int_tier_log")} AS log
LEFT JOIN \${ref("int_moved_people")} AS moved ON moved.from_lead_id = log.lead_id
WHERE log.transition_id IS NOT NULL`,
  };
}

/** How soon acts of each source are known, against the soonest action that a rubric asks for. */
import type { Engine, Row, Value } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { minutesOf } from '../rubric/duration.js';
import type { Project } from '../rubric/model.js';
import { type Finding, note, ok } from './finding.js';
import { nameOf } from './name.js';

/** An action of a live rubric that is due so many minutes after the run that found the lead there. */
interface Soonest {
  readonly minutes: number;
  /** `contact within 5m, tier hot of inbound`. */
  readonly words: string;
}

/** Of acts of this many days. */
const days = 30;
/** A source is in time where at least so many of a hundred acts are. */
const mostOfHundred = 95;

function soonestAction(project: Project): Soonest | undefined {
  const found = project.rubrics
    .filter(({ status }) => status === 'live')
    .flatMap(({ name, tiers }) =>
      tiers.flatMap(({ name: tier, action }): Soonest[] => {
        const within = String(action.details.get('within') ?? '');
        const minutes = minutesOf(within);
        return minutes === undefined
          ? []
          : [{ minutes, words: `${action.do} within ${within}, tier ${tier} of ${name}` }];
      }),
    );
  return found.toSorted((a, b) => a.minutes - b.minutes)[0];
}

/** One finding per stream of events that had acts of late; none before the first run. `project`: where it could be read. */
export async function examineLags(
  graph: CompiledGraph,
  engine: Engine,
  project: Project | undefined,
): Promise<readonly Finding[]> {
  const target = (name: string) => graph.actions.find((action) => action.target.name === name)?.target;
  const [acts, clock] = [target('int_acts'), target('int_as_of')];
  if (acts === undefined || clock === undefined) return [];
  if ((await engine.relation(acts)) === undefined || (await engine.relation(clock)) === undefined) return [];
  const soonest = project === undefined ? undefined : soonestAction(project);
  const rows = await engine.query(lagsSql(nameOf(acts), nameOf(clock), soonest?.minutes ?? 0));
  return rows.map((row) => finding(row, soonest));
}

function lagsSql(acts: string, clock: string, minutes: number): string {
  const within = (most: number): string =>
    `DIV(100 * COUNTIF(NOT acts.is_known_at_assumed AND TIMESTAMP_DIFF(acts.known_at, acts.happened_at, SECOND) <= ${most * 60}), GREATEST(COUNTIF(NOT acts.is_known_at_assumed), 1))`;
  return `WITH run AS (
  SELECT MAX(as_of) AS as_of FROM ${clock}
)

SELECT
  acts.stream,
  COUNT(*) AS acts,
  COUNTIF(NOT acts.is_known_at_assumed) AS noted,
  ${within(5)} AS in_5_minutes,
  ${within(60)} AS in_an_hour,
  ${within(24 * 60)} AS in_a_day,
  ${within(minutes)} AS in_time
FROM ${acts} AS acts
CROSS JOIN run
WHERE acts.known_at <= run.as_of AND acts.known_at > TIMESTAMP_SUB(run.as_of, INTERVAL ${days} DAY)
GROUP BY acts.stream
ORDER BY acts.stream`;
}

function finding(row: Row, soonest: Soonest | undefined): Finding {
  const stream = String(row.stream);
  const acts = (count: Value | undefined): string =>
    `${Number(count).toLocaleString('en-US')} acts of the last ${days} days`;
  if (Number(row.noted) === 0)
    return ok('lag', `${stream}: when the ${acts(row.acts)} arrived was not noted, by the source or by a run`);
  const said = `${stream}: of ${acts(row.noted)} ${String(row.in_5_minutes)} % were known within 5 minutes, ${String(row.in_an_hour)} % within an hour, ${String(row.in_a_day)} % within a day`;
  if (soonest === undefined || Number(row.in_time) >= mostOfHundred) return ok('lag', said);
  return note(
    'lag',
    `${said}. The soonest action (${soonest.words}) counts from when a run finds it, not from the act.`,
    'docs/sync.md says what makes it sooner.',
  );
}

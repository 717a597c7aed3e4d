/** One destination: rounds of new scores, each carried out by processes that are killed, and judged when one gets to its end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeRound, type Verdict } from './judge.js';
import { oneLife } from './one-life.js';
import type { Orders, Stage } from './orders.js';
import type { Target } from './target.js';
import { putScores } from './warehouse.js';

export interface Ordeal {
  readonly kills: number;
  readonly rounds: number;
  /** By what was under way. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  readonly lost: number;
  readonly wrong: number;
  readonly rejected: number;
  readonly unrecorded: number;
  readonly repeats: number;
  /** What the kills allow for: each as many rows as may be on their way. */
  readonly mostRepeats: number;
  /** Writes of processes that had nothing to do. */
  readonly needless: number;
  readonly faults: readonly string[];
}

/** So that every round ends. */
const mostKillsOfRound = 15;
const killsAtMost = 1.1;

export async function ordeal(
  target: Target,
  folder: string,
  kills: number,
  random: () => number,
  tell: (line: string) => void,
): Promise<Ordeal> {
  const store = join(folder, 'store.duckdb');
  const warehouse = join(folder, 'warehouse.duckdb');
  const ordersFile = join(folder, 'orders.json');
  writeFileSync(ordersFile, JSON.stringify({ ...target.orders, store, warehouse, hurry: 50 } satisfies Orders));
  const live = (killAfter?: number) => oneLife(ordersFile, target.environment, killAfter);
  const stages: Partial<Record<Stage, number>> = {};
  const sum = {
    kills: 0,
    rounds: 0,
    lost: 0,
    wrong: 0,
    rejected: 0,
    unrecorded: 0,
    repeats: 0,
    mostRepeats: 0,
    needless: 0,
  };
  const faults: string[] = [];
  let scores: ReadonlyMap<string, number> = new Map();
  let usual = 0;
  // The first round is not disturbed: it tells how long one takes.
  for (let round = 0; sum.kills < kills || round === 0; round += 1) {
    const next = newScores(target, scores, random);
    const changed = new Set(target.ids.filter((id) => next.get(id) !== scores.get(id)));
    scores = next;
    await putScores(
      warehouse,
      target.object,
      target.ids,
      target.ids.map((id) => scores.get(id) ?? 0),
    );
    const before = await target.writes();
    let killed = 0;
    for (;;) {
      const mayKill = round > 0 && sum.kills < kills && killed < mostKillsOfRound;
      const life = await live(mayKill ? random() * usual * killsAtMost : undefined);
      if (!life.wasKilled) {
        if (killed === 0) usual = usual === 0 ? life.lasted : (usual + life.lasted) / 2;
        break;
      }
      killed += 1;
      sum.kills += 1;
      stages[life.stage] = (stages[life.stage] ?? 0) + 1;
    }
    const after = await target.writes();
    const verdict = await judgeRound(target, scores, changed, { before, after }, store);
    await live();
    const needless = total(await target.writes()) - total(after);
    sum.rounds += 1;
    sum.lost += verdict.lost.length;
    sum.wrong += verdict.wrong.length;
    sum.rejected += verdict.rejected;
    sum.unrecorded += verdict.unrecorded.length + verdict.misrecorded.length;
    sum.repeats += verdict.repeats;
    sum.mostRepeats += killed * target.window;
    sum.needless += needless;
    faults.push(...faultsOf(verdict, round, killed * target.window, needless));
    tell(
      `round ${round}: ${changed.size} changed, ${killed} kills, ${verdict.repeats} repeats, ${verdict.rejected} rejected`,
    );
  }
  return { ...sum, stages, faults };
}

function faultsOf(verdict: Verdict, round: number, mostRepeats: number, needless: number): string[] {
  const { lost, wrong, unrecorded, misrecorded, repeats } = verdict;
  const named = { lost, wrong, 'rejected and not recorded': unrecorded, 'recorded as rejected and taken': misrecorded };
  return [
    ...Object.entries(named)
      .filter(([, ids]) => ids.length > 0)
      .map(([what, ids]) => `round ${round}: ${ids.length} ${what}, such as ${ids.slice(0, 3).join(', ')}`),
    ...(repeats > mostRepeats ? [`round ${round}: ${repeats} repeats, at most ${mostRepeats} may be`] : []),
    ...(needless > 0 ? [`round ${round}: ${needless} writes though nothing had changed`] : []),
  ];
}

/** About half of the records get another score; one in fifty that the CRM never takes. */
function newScores(
  target: Target,
  before: ReadonlyMap<string, number>,
  random: () => number,
): ReadonlyMap<string, number> {
  return new Map(
    target.ids.map((id) => {
      const old = before.get(id);
      if (old !== undefined && random() < 0.5) return [id, old];
      if (target.poison !== undefined && random() < 0.02) return [id, target.poison];
      return [id, Math.floor(random() * 10_000) / 10];
    }),
  );
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

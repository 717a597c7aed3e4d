import type { Problem } from '../../problem.js';
import { warning } from '../../rubric/report.js';
import { type DataCheck, leadsText, percent } from './data-check.js';

const code = 'data/gate-removes';

/** Gates that keep out more than a declared share of the leads that have the points. */
export const gateRemoves: DataCheck = {
  code,
  find: async ({ rubrics, table, query, bounds }) => {
    const found: Problem[] = [];
    for (const rubric of rubrics) {
      const gates = table(`${rubric.name}_gates`);
      if (gates === undefined) continue;
      const rows = await query(
        `SELECT tier, gate, COUNT(*) AS leads, COUNTIF(state = 'failed') AS failed, COUNTIF(state = 'unknown') AS unknown FROM ${gates} GROUP BY tier, gate`,
      );
      for (const tier of rubric.tiers) {
        for (const gate of tier.requires) {
          const row = rows.find((each) => each['tier'] === tier.name && each['gate'] === gate.name);
          const [leads, failed, unknown] = ['leads', 'failed', 'unknown'].map((column) => Number(row?.[column] ?? 0));
          if (leads === undefined || failed === undefined || unknown === undefined) continue;
          const removed = failed + unknown;
          if (leads < bounds.fewestLeads || removed <= leads * bounds.gatesRemoveAtMost) continue;
          const because = unknown === 0 ? '' : `, ${unknown.toLocaleString('en-US')} of them because it is unknown`;
          const what = `The gate "${gate.name}" keeps ${percent(removed, leads)} of the ${leadsText(leads)} with the points out of the tier "${tier.name}" (${removed.toLocaleString('en-US')}${because}).`;
          const todo = 'Look whether the gate or the threshold is what is meant.';
          found.push(warning(code, gate.at, what, { todo }));
        }
      }
    }
    return found;
  },
};

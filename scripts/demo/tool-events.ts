import type { Company } from './companies.js';
import { day, stamp } from './clock.js';
import type { LaterActs } from './later-acts.js';
import type { Person } from './people.js';
import { random } from './random.js';
import type { Frame } from './records.js';
import type { Writer } from './writer.js';

/** Writes what the product, the help desk and the advertising platform know of a person. */
export function writeToolEvents(writer: Writer, who: Person, later: LaterActs): void {
  later.toolActs.forEach((act, index) => {
    writer.tools.tool_events.write({
      event_id: `te_${who.number.toString(36)}_${index + 1}`,
      event_name: act.name,
      email: who.email,
      company_domain: null,
      topic: null,
      occurred_at: stamp(act.at),
      received_at: stamp(act.at + 1800),
    });
  });
}

/** When people of the company researched our topic somewhere on the web, as a vendor tells by the day; seconds, seen before as_of. */
export function surges(seed: number, employer: Company, isStirring: boolean, asOf: number): readonly number[] {
  if (employer.kind === 'outside' || employer.kind === 'competitor') return [];
  const draw = random(seed, 12, employer.index);
  const times = draw.chance(isStirring ? 0.45 : 0.04) ? draw.between(1, 3) : 0;
  return Array.from({ length: times }, () => {
    const at = asOf - draw.between(2, 75) * day;
    return at - (at % day);
  });
}

/** Writes the surges: facts of a company without a person. */
export function writeSurges(writer: Writer, employer: Company, isStirring: boolean, frame: Frame): void {
  const draw = random(frame.seed, 14, employer.index);
  surges(frame.seed, employer, isStirring, frame.asOf).forEach((at, index) => {
    writer.tools.tool_events.write({
      event_id: `ts_${employer.index.toString(36)}_${index + 1}`,
      event_name: 'topic_surge',
      email: null,
      company_domain: employer.domain,
      topic: draw.pick(['data observability', 'data lineage', 'pipeline monitoring']),
      occurred_at: stamp(at),
      received_at: stamp(at + day),
    });
  });
}

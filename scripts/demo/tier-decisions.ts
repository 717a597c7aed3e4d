import { day, stamp } from './clock.js';
import type { Person } from './people.js';
import { random } from './random.js';
import type { Frame, Records } from './records.js';
import type { Writer } from './writer.js';

/** Of people with a lead record: somebody in sales decided in which tier they are to stand. */
const decided = 0.006;

const reasons = [
  'met at the trade fair',
  'asked for a call back in person',
  'referred by a customer',
  'budget confirmed by phone',
] as const;

/** Writes what sales decided about the person by hand, with an end; some of it is over by as_of. */
export function writeTierDecisions(writer: Writer, who: Person, records: Records, frame: Frame): void {
  const draw = random(frame.seed, 15, who.number);
  const [leadId] = records.leadIds;
  if (leadId === undefined || !draw.chance(decided)) return;
  const at = frame.asOf - draw.between(1, 90) * day + draw.between(0, 8 * 3600);
  writer.tools.tier_decisions.write({
    decision_id: `td_${who.number.toString(36)}`,
    lead_id: leadId,
    tier: 'sales_ready',
    decided_by: draw.pick(['Noor Haddad', 'Jonas Lindqvist', 'Amara Osei']),
    reason: draw.pick(reasons),
    decided_at: stamp(at),
    expires_on: stamp(at + 45 * day).slice(0, 10),
  });
}

import type { DataBounds } from '../model.js';
import type { ChecksText } from '../schema/checks.js';

/** What is usual, where the file says nothing or is not there. */
export function resolveChecks(written: ChecksText | undefined): DataBounds {
  const data = written?.data;
  return {
    capsBindAtMost: data?.caps_bind_at_most?.toNumber() ?? 0.5,
    gatesRemoveAtMost: data?.gates_remove_at_most?.toNumber() ?? 0.9,
    silentTimes: data?.silent_times?.toNumber() ?? 3,
    fewestLeads: data?.fewest_leads ?? 20,
  };
}

/** rubrics/shared/health.yaml -> `Health`; what the file does not say, or all of it where there is none, is as usual. */
import { Decimal } from 'decimal.js';
import type { Bounds, Health } from '../model.js';
import { error, type Report } from '../report.js';
import type { HealthText } from '../schema/health.js';
import type { Validated } from '../schema/validate.js';
import type { Cursor } from '../yaml/cursor.js';

type BoundsText = { readonly warning?: Decimal; readonly broken?: Decimal } | undefined;

const bounds = (warning: string, broken: string): Bounds => ({
  warning: new Decimal(warning),
  broken: new Decimal(broken),
});

/** Faults are reported; what is returned then has the usual bounds in their place. */
export function resolveHealth(file: Validated<HealthText> | undefined, report: Report): Health {
  const written = file?.value ?? {};
  /** `worse` says which of two numbers is the worse one. */
  function resolved(text: BoundsText, usual: Bounds, path: readonly string[], worse: 'greater' | 'lesser'): Bounds {
    const given: Bounds = { warning: text?.warning ?? usual.warning, broken: text?.broken ?? usual.broken };
    const isSound = worse === 'greater' ? given.broken.gte(given.warning) : given.broken.lte(given.warning);
    if (isSound) return given;
    const place = boundPlace(file?.cursor.at(...path), text);
    if (place !== undefined) {
      const what = `What is broken (${given.broken.toString()}) is milder than what is a warning (${given.warning.toString()}).`;
      const why =
        text?.warning === undefined || text.broken === undefined ? 'The other bound is the usual one.' : undefined;
      report(error('rubric/health-bounds', place, what, { why, todo: `Make broken the ${worse} of the two.` }));
    }
    return usual;
  }
  const { breaker } = written;
  return {
    fewestRows: written.fewest_rows ?? 50,
    drop: resolved(written.volume?.drop, bounds('0.5', '0.2'), ['volume', 'drop'], 'lesser'),
    surge: resolved(written.volume?.surge, bounds('2', '5'), ['volume', 'surge'], 'greater'),
    nullRise: resolved(written.null_rate?.rise, bounds('0.1', '0.3'), ['null_rate', 'rise'], 'greater'),
    freshness: resolved(written.freshness, bounds('2', '4'), ['freshness'], 'greater'),
    timestamps: resolved(written.timestamps, bounds('0.001', '0.05'), ['timestamps'], 'greater'),
    duplicates: resolved(written.duplicates, bounds('0.05', '0.5'), ['duplicates'], 'greater'),
    lateEvents: resolved(written.late_events, bounds('0.001', '0.05'), ['late_events'], 'greater'),
    formsWithoutRecord: resolved(
      written.forms_without_record,
      bounds('0.05', '0.5'),
      ['forms_without_record'],
      'greater',
    ),
    unmapped: {
      fewestEvents: written.unmapped?.fewest_events ?? 10,
      most: written.unmapped?.most ?? 50,
      leftOut: (written.unmapped?.left_out ?? []).map((place) => place.trim().toLowerCase()),
    },
    ...(breaker !== undefined &&
      file !== undefined && {
        breaker: {
          on: [...new Set(breaker.on ?? (['volume', 'null_rate'] as const))].toSorted(),
          shadow: breaker.shadow ?? false,
          at: file.cursor.at('breaker').keyPlace,
        },
      }),
  };
}

function boundPlace(at: Cursor | undefined, text: BoundsText): Cursor['place'] | undefined {
  return at?.at(text?.broken === undefined ? 'warning' : 'broken').place;
}

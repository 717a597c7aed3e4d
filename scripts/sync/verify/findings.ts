import type { HeldFields } from '../destination.js';
import type { FieldType } from '../rows.js';
import type { Acknowledged } from './acknowledged.js';
import type { DriftExample, FieldDrift, VerifyReport } from './report.js';
import { sameValue } from './same-value.js';

const mostExamples = 20;

/** Gathers what was read back. */
export class Findings {
  readonly #fields = new Map<string, { object: string; field: string; checked: number; drifted: number }>();
  readonly #examples: DriftExample[] = [];
  readonly #missing: string[] = [];
  #checked = 0;
  readonly #drifted: string[] = [];
  #missed = 0;
  #reads = 0;

  read(): void {
    this.#reads += 1;
  }

  /** Fields that are not among the types are not compared. */
  add(record: Acknowledged, held: HeldFields | undefined, types: ReadonlyMap<string, FieldType>): void {
    this.#checked += 1;
    if (held === undefined) {
      this.#missed += 1;
      if (this.#missing.length < mostExamples) this.#missing.push(record.rowKey);
      return;
    }
    let hasDrifted = false;
    for (const [field, type] of types) {
      const acknowledged = record.fields.get(field);
      if (acknowledged === undefined) continue;
      const now = held.get(field) ?? null;
      const count = this.#countOf(record.object, field);
      count.checked += 1;
      if (sameValue(acknowledged, now, type)) continue;
      hasDrifted = true;
      count.drifted += 1;
      if (this.#examples.length < mostExamples)
        this.#examples.push({ rowKey: record.rowKey, field, acknowledged, held: now });
    }
    if (hasDrifted) this.#drifted.push(record.rowKey);
  }

  /** `verifiable`: records that could have been read back. */
  report(verifiable: number): VerifyReport {
    return {
      verifiable,
      checked: this.#checked,
      same: this.#checked - this.#drifted.length - this.#missed,
      drifted: this.#drifted.length,
      missing: this.#missed,
      fields: [...this.#fields.values()].map((each): FieldDrift => ({ ...each })),
      examples: this.#examples,
      driftedKeys: this.#drifted,
      missingExamples: this.#missing,
      reads: this.#reads,
    };
  }

  #countOf(object: string, field: string) {
    const key = `${object}/${field}`;
    const count = this.#fields.get(key) ?? { object, field, checked: 0, drifted: 0 };
    this.#fields.set(key, count);
    return count;
  }
}

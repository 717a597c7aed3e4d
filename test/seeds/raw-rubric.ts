import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const text = z.object({
  dimensions: z.record(
    z.string(),
    z.looseObject({ criteria: z.record(z.string(), z.looseObject({ cases: z.array(z.looseObject({})).optional() })) }),
  ),
});

/** The rubric's YAML, for the few words that the resolved rubric drops. */
export function rawCriterion(rubric: string, dimension: string, criterion: string) {
  const file = fileURLToPath(new URL(`../../rubrics/${rubric}.yaml`, import.meta.url));
  const document: unknown = parse(readFileSync(file, 'utf8'));
  const dimensions = z.object({ dimensions: z.record(z.string(), z.unknown()) }).parse(document).dimensions;
  return text.shape.dimensions.valueType.parse(dimensions[dimension]).criteria[criterion];
}

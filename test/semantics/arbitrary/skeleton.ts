/** What a rubric's parts are called, before there is anything in them: rules name each other. */
import fc from 'fast-check';
import { signals } from '../plain/standards.js';
import { isAccepted } from './accepted.js';
import { sometimes } from './pieces.js';

export const sequenceKey = 'in_a_row';

export interface DimensionSkeleton {
  readonly name: string;
  /** Keys of the act rules. */
  readonly acts: readonly string[];
  readonly criteria: readonly string[];
  /** Family -> keys of act rules. */
  readonly families: Readonly<Record<string, readonly string[]>>;
  readonly isGraded: boolean;
  /** It has criteria that give points by one test alone. */
  readonly isProbed: boolean;
}

const criteria = ['one', 'two', 'three', 'four'] as const;

function dimension(name: string): fc.Arbitrary<DimensionSkeleton> {
  const keys = isAccepted('an act', 'sequence') ? [...signals, sequenceKey] : [...signals];
  return fc
    .record({
      acts: fc.subarray(keys, { minLength: 0, maxLength: 6 }),
      criteria: fc.subarray([...criteria], { minLength: 0, maxLength: 3 }),
      isGraded: sometimes(isAccepted('a dimension', 'grades') ? 50 : 0, fc.constant(true)).map((is) => is === true),
    })
    .chain((found) => {
      const places = found.acts.map(() => fc.constantFrom('none', 'a', 'b'));
      return fc.tuple(...places).map((placed) => {
        const members = (family: string): readonly string[] =>
          found.acts.filter((_, index) => placed[index] === family);
        const families = Object.fromEntries(
          ['a', 'b']
            .map((family) => [`${name}_${family}`, members(family)] as const)
            .filter(([, own]) => own.length > 0),
        );
        return { name, families, isProbed: name === 'fit', ...found };
      });
    });
}

/** Two or three dimensions. */
export const skeletons: fc.Arbitrary<readonly DimensionSkeleton[]> = fc
  .tuple(dimension('fit'), dimension('intent'), sometimes(40, dimension('readiness')))
  .map((found) => found.flatMap((each) => (each === undefined ? [] : [each])))
  .filter((found) => found.every(({ acts, criteria: own }) => acts.length + own.length > 0));

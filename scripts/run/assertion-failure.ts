import type { AssertionAction, CompiledGraph } from '../graph/graph.js';
import type { Place, Problem } from '../problem.js';
import { asserted, filledColumn } from './asserted.js';

/** A condition on a model's rows, and how many rows break it. */
export interface BrokenCondition {
  readonly condition: string;
  readonly rows: number;
}

/** What a failed assertion has found. */
export interface Failing {
  /** The assertion's own rows. */
  readonly rows: number;
  readonly broken: readonly BrokenCondition[];
  /** As `ActionResult` has it. */
  readonly rowsChecked?: number | undefined;
}

/**
 * What a failed assertion means, in words, at the line of the config that asks for it. One problem per condition that
 * is broken. Where only the rows of this run were looked at, it says so.
 */
export function assertionFailure(
  graph: CompiledGraph,
  action: AssertionAction,
  { rows, broken, rowsChecked }: Failing,
): readonly Problem[] {
  const written = rowsChecked === undefined ? undefined : `the ${counted(rowsChecked, 'row')} that this run wrote`;
  const all = `All of them${written === undefined ? '' : ', and of older rows'}: SELECT * FROM \`${action.key}\``;
  const failure = (place: Place, problem: Pick<Problem, 'what' | 'why' | 'todo'>): Problem => ({
    code: 'run/assertion-failed',
    severity: 'error',
    place,
    ...problem,
  });
  const { parent } = action;
  const what = asserted(action);
  if (parent === undefined || what.kind === 'query') {
    return [
      failure(placeOf(graph, action, []), {
        what: `The assertion ${action.target.name} found ${counted(rows, 'row')}.`,
        why: 'An assertion asks for the rows that must not exist.',
        todo: all,
      }),
    ];
  }
  const model = parent.slice(parent.lastIndexOf('.') + 1);
  if (what.kind === 'unique') {
    const [single] = what.columns.length === 1 ? what.columns : [];
    const many = counted(rows, single === undefined ? 'combination' : 'value');
    const grain = grainOf(graph, action);
    return [
      failure(placeOf(graph, action, ['uniqueKey', 'uniqueKeys', ...what.columns]), {
        what: `${model}: ${single ?? `(${what.columns.join(', ')})`} is not unique: ${many} ${written === undefined ? '' : `in ${written} `}${rows === 1 ? 'occurs' : 'occur'} more than once.`,
        ...(grain === undefined ? {} : { why: `It is to hold ${grain}.` }),
        todo: all,
      }),
    ];
  }
  return broken.map(({ condition, rows: breaking }) => {
    const column = filledColumn(condition);
    const these =
      written === undefined ? counted(breaking, 'row') : `${breaking.toLocaleString('en-US')} of ${written}`;
    return failure(placeOf(graph, action, column === undefined ? ['rowConditions', condition] : ['nonNull', column]), {
      what:
        column === undefined
          ? `${model}: ${these} ${breaking === 1 ? 'breaks' : 'break'} the condition ${condition}.`
          : `${model}: ${column} is NULL in ${these}.`,
      todo: all,
    });
  });
}

function counted(many: number, word: string): string {
  return `${many.toLocaleString('en-US')} ${word}${many === 1 ? '' : 's'}`;
}

/** `one row per lead record`, from the model's description. */
function grainOf(graph: CompiledGraph, action: AssertionAction): string | undefined {
  const model = graph.actions.find(({ key }) => key === action.parent);
  const description = model !== undefined && 'description' in model ? model.description : undefined;
  return /\bGrain: ([^.]+)\./.exec(description ?? '')?.[1];
}

/** Where the config's `assertions` says it: the last of these words that stands there; without such a block, line 1. */
function placeOf(graph: CompiledGraph, action: AssertionAction, words: readonly string[]): Place {
  const lines = (graph.sources.get(action.fileName) ?? '').split('\n');
  const start: Place = { file: action.fileName, line: 1, column: 1 };
  if (action.parent === undefined) return start;
  const block = wordIn(lines, 'assertions', start);
  if (block === undefined) return start;
  return words.reduce<Place>((place, word) => wordIn(lines, word, place) ?? place, block);
}

/** The first whole occurrence of a word at a place or behind it. */
function wordIn(lines: readonly string[], word: string, from: Place): Place | undefined {
  for (let line = from.line; line <= lines.length; line += 1) {
    const text = lines[line - 1] ?? '';
    const at = text.indexOf(word, line === from.line ? from.column - 1 : 0);
    const isWhole = !/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + word.length));
    if (at >= 0 && isWhole) return { file: from.file, line, column: at + 1, length: word.length };
  }
  return undefined;
}

/** What is done outside when a lead changes its tier, beside the fields that are written. */
import type { Place, Problem } from '../../problem.js';
import type { CallAnswer } from '../destination.js';
import type { ObjectName } from '../rows.js';

/** A task with a due time, an alert to people, a new owner of the record, a place in a programme. */
export const actionKinds = ['task', 'alert', 'assign', 'enrol'] as const;
export type ActionKind = (typeof actionKinds)[number];

/** How a kind of destination does one kind of action. */
export interface ActionAbility {
  /** What `to` names. */
  readonly to: {
    /** In words: "the id of the owner". */
    readonly is: string;
    readonly isNeeded: boolean;
    /** What it looks like, whole. */
    readonly pattern: RegExp;
    readonly looksLike: string;
  };
  /** The destination's own names, in small letters, of the objects to whose records it can be done; any unless given. */
  readonly objects?: readonly string[];
  /** Keys of `connection` that name records by something else than the id that it needs. */
  readonly notWith?: readonly string[];
}
/** What is not here it cannot do. */
export type ActionAbilities = Readonly<Partial<Record<ActionKind, ActionAbility>>>;

/** One entry of `actions:` in rubrics/sync/<id>.yaml. */
export interface ActionRule {
  /** Its key there: with the transition it names each action for good. */
  readonly name: string;
  readonly kind: ActionKind;
  /** Any rubric that decides for the lead unless given. */
  readonly rubric?: string;
  /** Into which tiers. */
  readonly tiers: readonly string[];
  readonly directions: readonly string[];
  readonly subject?: string;
  /** The CRM's id of whom a task or record goes to, or of what a lead is enrolled in. */
  readonly to?: string;
  readonly at: ActionPlaces;
}

/** Where it stands in its file. */
export interface ActionPlaces {
  readonly name: Place;
  /** Of the name of a rubric; of the rule where none is named. */
  readonly rubric: Place;
  /** In the order of `tiers`. */
  readonly tiers: readonly Place[];
}

/** Those that bring a lead to work on; a rule may name others. */
export const usualDirections: readonly string[] = ['entered', 'up', 'released'];
/** A tier that only has another name now comes of another version of its rubric, which never acts. */
export const directions = ['entered', 'up', 'down', 'released'] as const;

export interface PlannedAction {
  /** 32 hexadecimal digits, of transition and rule: what makes it the same action, here and in the CRM. */
  readonly key: string;
  readonly rule: string;
  readonly kind: ActionKind;
  readonly transitionId: string;
  readonly object: ObjectName;
  readonly crmId: string;
  readonly subject: string;
  /** In words without anything of the person. */
  readonly description: string;
  /** When the run of the models found the change; ISO 8601, UTC. */
  readonly foundAt: string;
  /** ISO 8601, UTC. */
  readonly dueAt?: string;
  readonly to?: string;
}

/** How a destination carries actions out; `Destination.actions`. */
export interface ActionRoute {
  /**
   * What of the rules the CRM would not do, or would do twice, as far as it can be asked; absent where nothing can. Throws
   * `CallFailed`.
   */
  check?(rules: readonly ActionRule[], signal: AbortSignal): Promise<readonly Problem[]>;
  /**
   * Whether the same action sent twice is carried out once, since the CRM knows it by its key. Where not, an action whose
   * answer never came is not sent again: a person looks.
   */
  isRepeatable(kind: ActionKind): boolean;
  /** One action, whose `seq` in the answer is 1. Never throws for what the CRM or the network does. */
  act(action: PlannedAction, signal: AbortSignal): Promise<CallAnswer>;
}

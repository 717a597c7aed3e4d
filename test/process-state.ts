/** What the tests of a file could change in their process, and all that run in it after them would see: name -> value. */
export type ProcessState = ReadonlyMap<string, unknown>;

/** The process as it is now. */
export function processState(): ProcessState {
  const { env } = process;
  return new Map<string, unknown>([
    ['the folder', process.cwd()],
    ['the exit code', process.exitCode],
    ['the clock', Date],
    ['the timers', setTimeout],
    ...Object.entries(env).map(([name, value]) => [`the variable ${name}`, value] as const),
    ...globals().map((name) => [`the global ${name}`, ''] as const),
    ...process.eventNames().map((name) => [`listeners to ${String(name)}`, process.listenerCount(name)] as const),
  ]);
}

/** But those of packages, which come with a module that is loaded late and are the same for all. */
function globals(): readonly string[] {
  return Object.getOwnPropertyNames(globalThis).filter((name) => !name.startsWith('__'));
}

/** The names of what is there no more, is new or has another value. */
export function changes(before: ProcessState, after: ProcessState): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

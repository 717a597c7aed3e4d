import { type Engine, EngineInterrupted } from '../engine/engine.js';

/** An engine that refuses to begin anything once the signal is raised: work between two statements stops there. */
export function interruptible(engine: Engine, signal: AbortSignal | undefined): Engine {
  const unlessRaised = async <T>(call: () => Promise<T>): Promise<T> => {
    if (signal?.aborted === true) throw new EngineInterrupted();
    return call();
  };
  return {
    name: engine.name,
    createSchema: (...args) => unlessRaised(() => engine.createSchema(...args)),
    relation: (...args) => unlessRaised(() => engine.relation(...args)),
    describe: (...args) => unlessRaised(() => engine.describe(...args)),
    query: (...args) => unlessRaised(() => engine.query(...args)),
    readParts: (...args) => unlessRaised(() => engine.readParts(...args)),
    writeTable: (...args) => unlessRaised(() => engine.writeTable(...args)),
    writeView: (...args) => unlessRaised(() => engine.writeView(...args)),
    writeIncrement: (...args) => unlessRaised(() => engine.writeIncrement(...args)),
    replaceRows: (...args) => unlessRaised(() => engine.replaceRows(...args)),
    removeRows: (...args) => unlessRaised(() => engine.removeRows(...args)),
    clearCells: (...args) => unlessRaised(() => engine.clearCells(...args)),
    append: (...args) => unlessRaised(() => engine.append(...args)),
    drop: (...args) => unlessRaised(() => engine.drop(...args)),
    dropSchema: (...args) => unlessRaised(() => engine.dropSchema(...args)),
    interrupt: () => {
      engine.interrupt();
    },
    close: () => engine.close(),
  };
}

/**
 * The program that runs inside the compile context. It is text, not a function, because every object it makes must
 * belong to that context: one host object reaching a model would hand it the host's `Function`, and so `process`.
 * Host functions therefore stay in this closure and exchange strings only.
 */
export const sandboxProgram = `
'use strict';
(() => {
  const host = globalThis.__host;
  delete globalThis.__host;
  globalThis.global = globalThis;
  const print = (...parts) => { ask('print', parts.map(String).join(' ')); };
  globalThis.console = { log: print, info: print, warn: print, error: print, debug: print };

  const raise = (text) => {
    const seen = JSON.parse(text);
    const error = new (seen.name === 'SyntaxError' ? SyntaxError : Error)(seen.message);
    if (seen.stack) error.stack = seen.stack;
    throw error;
  };
  // A host function answers with a string or a function of this context; what begins with NUL is a failure.
  const ask = (name, ...args) => {
    const answer = host[name](...args);
    if (typeof answer === 'string' && answer.startsWith('\0')) raise(answer.slice(1));
    return answer;
  };
  const path = {};
  for (const name of ['basename', 'dirname', 'extname', 'join', 'normalize', 'relative', 'resolve', 'isAbsolute', 'parse', 'format'])
    path[name] = (...args) => JSON.parse(ask('path', name, JSON.stringify(args)));
  path.sep = '/';
  path.delimiter = ':';
  path.posix = path;

  let core;
  const modules = new Map();
  const load = (file) => {
    const known = modules.get(file);
    if (known) return known.exports;
    const source = ask('read', file);
    const code = file.endsWith('.json') ? 'module.exports = ' + source : core.compiler(source, file);
    const body = ask('compile', code, file);
    const module = { exports: {} };
    modules.set(file, module);
    const directory = path.dirname(file);
    try {
      body.call(module.exports, module.exports, (request) => requireFrom(directory, request), module, file, directory);
    } catch (error) {
      modules.delete(file);
      throw error;
    }
    return module.exports;
  };
  const requireFrom = (directory, request) => {
    if (request === '@dataform/core') return core;
    if (request === 'path') return path;
    return load(ask('resolve', directory, String(request)));
  };

  const bundle = { exports: {} };
  ask('bundle')(bundle.exports, (request) => requireFrom(host.projectDir, request), bundle);
  core = bundle.exports;

  let graph;
  const failure = (error) => ({
    name: String(error && error.name), message: String(error && error.message !== undefined ? error.message : error), stack: String(error && error.stack),
  });
  let fatal;
  try {
    globalThis.workflowSettingsYaml = load(host.settingsFile);
    const compile = core.session.compile;
    // The answer is taken here, so the one that main() encodes may stay empty.
    core.session.compile = function () { graph = compile.call(this); return {}; };
    core.main(host.request);
  } catch (error) {
    fatal = failure(error);
    if (!graph && core.session.graphErrors) graph = { graphErrors: core.session.graphErrors };
  }

  // Only where something went wrong: the compiled text with every source line marked, to find the user's line again.
  const marked = {};
  const errors = (graph && graph.graphErrors && graph.graphErrors.compilationErrors) || [];
  for (const file of new Set(errors.map((error) => error.fileName).concat(fatal ? ask('filesIn', fatal.stack).split('\\n') : [])))
    if (String(file).endsWith('.sqlx')) {
      try {
        marked[file] = core.compiler(ask('readMarked', file), file);
      } catch { /* the place is then only the file */ }
    }
  return JSON.stringify({ graph, fatal, marked });
})();
`;

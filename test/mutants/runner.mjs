// The test runner that Stryker asks: one script holds all tests, made by `bundle.mjs`, and each run is a few calls in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/** What the instrumented sources read and count. They keep hold of the first object: it is never replaced. */
const stryker = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
stryker.mutantCoverage ??= { static: {}, perTest: {} };

/** Of the committed files a part: what each further rubric of the project adds is little, and takes a tenth of a second. */
const leftOut = /no file is left|committed.*(?:the models|the document of rubrics\/(?!expansion))/;

/** Tests of more than half a second. They know the differences between rubrics, and curves: not asked about all the rest. */
const slow = /can change unseen|the table of/;

/**
 * So many tests are asked about one mutant, at most: of the generator's those of the whole output, and then those that know
 * the place best. A mutant that survives them might be noticed by one more; the figure is the lower for it, never the higher.
 */
const mostTests = 25;
/** Mutants are numbered file by file: so many before and after one are taken for its neighbours. */
const neighbours = 120;
/** At the top of a module nobody knows which tests come by: half so many that know the place, half that come by the most. */
const mostTestsOfStatic = 40;

const wholeOutput = /^test\/generate\//;
const coverageFile = path.resolve('.leadscore/mutants-coverage.json');

/** What counts which test comes by which mutant. Once that is known it only costs time: nearly half of it. */
const counting = /\bstryCov_9fa48(?:\$\d+)?\((?:"\d+"(?:, )?)+\)[,;]?/g;

/** The first `count` in each of the orders, without doubles. */
function firstOf(all, orders, count) {
  return [...new Set(orders.flatMap((order) => all.toSorted(order).slice(0, count)))];
}

class InProcessRunner {
  /** By source file: the tests that noticed mutants of it, the last one first. The next mutant there is likely theirs. */
  noticed = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const file = path.resolve('.leadscore/mutants-tests.cjs');
    this.require = createRequire(file);
    await (await import(this.require.resolve('@guanmingchiu/sqlparser-ts'))).init();
    this.text = readFileSync(file, 'utf8');
    this.compile(this.text.replaceAll(counting, ''));
  }

  compile(text) {
    const filename = path.resolve('.leadscore/mutants-tests.cjs');
    this.script = new vm.Script(`(function (exports, require, module) {${text}\n})`, { filename });
  }

  /** Runs the sources and the test files anew: what a mutant at the top of a module needs. */
  load() {
    const module = { exports: {} };
    this.script.runInThisContext()(module.exports, this.require, module);
    this.cases = module.exports.cases.filter(({ name }) => !leftOut.test(name));
  }

  async dryRun() {
    stryker.activeMutant = undefined;
    this.compile(this.text);
    this.load();
    const result = await this.run(this.cases, false);
    const reached = Object.entries(stryker.mutantCoverage.perTest).map(([test, by]) => [
      test,
      Object.keys(by).map(Number),
    ]);
    writeFileSync(coverageFile, JSON.stringify(Object.fromEntries(reached)));
    this.compile(this.text.replaceAll(counting, ''));
    this.load();
    return { ...result, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ testFilter, hitLimit, activeMutant, mutantActivation, reloadEnvironment, disableBail }) {
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.hitLimit = hitLimit;
    if (reloadEnvironment || this.cases === undefined) {
      stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
      try {
        this.load();
      } catch (thrown) {
        // Nothing can be run: every test fails.
        this.cases = undefined;
        return { status: 'killed', killedBy: ['load'], failureMessage: String(thrown), nrOfTests: 1 };
      }
    }
    stryker.activeMutant = activeMutant.id;
    const result = await this.run(this.chosen(testFilter, activeMutant), !disableBail);
    for (const { name, status } of result.tests) {
      if (status === TestStatus.Failed) this.hasNoticed(activeMutant.fileName, name);
    }
    return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? result);
  }

  /** Which mutants each test comes by, and how many tests come by each mutant. */
  readCoverage() {
    this.reached = new Map(
      Object.entries(JSON.parse(readFileSync(coverageFile, 'utf8'))).map(([test, ids]) => [test, new Set(ids)]),
    );
    this.tests = new Map();
    for (const ids of this.reached.values()) for (const id of ids) this.tests.set(id, (this.tests.get(id) ?? 0) + 1);
  }

  /** How well a test knows the place: the neighbours that it comes by, each the more the fewer tests do. */
  knowledge(name, id) {
    const ids = this.reached.get(name) ?? new Set();
    let sum = 0;
    for (let other = id - neighbours; other <= id + neighbours; other += 1) {
      if (ids.has(other)) sum += 1 / this.tests.get(other);
    }
    return sum;
  }

  /** The tests to ask, in the order in which to ask them. */
  chosen(testFilter, { id, fileName }) {
    if (this.reached === undefined) this.readCoverage();
    const breadth = ({ name }) => this.reached.get(name)?.size ?? 0;
    const wanted = new Set(testFilter);
    const isGenerator = fileName.includes('/scripts/generate/');
    const isWhole = ({ name }) => isGenerator && wholeOutput.test(name);
    const knowledge = new Map(this.cases.map(({ name }) => [name, this.knowledge(name, Number(id))]));
    const few =
      testFilter === undefined
        ? firstOf(
            this.cases.filter(({ name }) => !slow.test(name)),
            [(a, b) => knowledge.get(b.name) - knowledge.get(a.name), (a, b) => breadth(b) - breadth(a)],
            mostTestsOfStatic / 2,
          )
        : this.cases
            .filter(({ name }) => wanted.has(name))
            .toSorted((a, b) => isWhole(b) - isWhole(a) || knowledge.get(b.name) - knowledge.get(a.name))
            .slice(0, mostTests)
            .toSorted((a, b) => knowledge.get(b.name) - knowledge.get(a.name));
    const known = this.noticed.get(fileName) ?? [];
    const place = ({ name }) => (known.includes(name) ? known.indexOf(name) : known.length);
    return few.toSorted((a, b) => place(a) - place(b));
  }

  hasNoticed(file, name) {
    this.noticed.set(file, [name, ...(this.noticed.get(file) ?? []).filter((each) => each !== name)]);
  }

  async run(cases, bail) {
    const tests = [];
    for (const { name, run } of cases) {
      stryker.currentTestId = name;
      const begun = performance.now();
      let failure;
      try {
        await run();
      } catch (thrown) {
        failure = thrown instanceof Error ? thrown.message : String(thrown);
      }
      stryker.currentTestId = undefined;
      const test = { id: name, name, timeSpentMs: performance.now() - begun };
      tests.push(
        failure === undefined
          ? { ...test, status: TestStatus.Success }
          : { ...test, status: TestStatus.Failed, failureMessage: failure },
      );
      if (bail && failure !== undefined) break;
    }
    return { status: DryRunStatus.Complete, tests };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];

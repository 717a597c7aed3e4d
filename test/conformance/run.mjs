// @ts-check
// Makes ready what the judge needs (its own packages, the compiled project, its own sources as JavaScript) and runs it.
//   node run.mjs [part ...] [--no-build] [options]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '..', '..');
const built = path.join(here, 'dist');

/** @param {string[]} args */
function npm(args) {
  const done = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) {
    console.error(`npm ${args.join(' ')} failed`);
    process.exit(1);
  }
}

/** Erases the types of the folder's own sources; `npm run types` in the root is what checks them. */
function transpile() {
  const ts = createRequire(path.join(root, 'package.json'))('typescript');
  rmSync(built, { recursive: true, force: true });
  const names = readdirSync(here, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((each) => each.endsWith('.ts') && !/^(node_modules|dist)\//.test(each))) {
    const target = path.join(built, name.replace(/\.ts$/, '.js'));
    const { outputText } = ts.transpileModule(readFileSync(path.join(here, name), 'utf8'), {
      fileName: name,
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

/** Writes the generated models of the projects on real data, which are not kept with their rubrics. */
function buildRealProjects() {
  const folder = path.join(root, 'test', 'projects');
  for (const name of readdirSync(folder)) {
    const project = path.join(folder, name);
    if (!existsSync(path.join(project, 'workflow_settings.yaml'))) continue;
    const done = spawnSync(process.execPath, [path.join(root, 'dist', 'cli.js'), '--project', project, 'build'], {
      stdio: ['ignore', 'ignore', 2],
    });
    if (done.status !== 0) process.exit(1);
  }
}

/** The generator of random rubrics, which is a program of its own. */
function buildSemantics() {
  const tsc = createRequire(path.join(root, 'package.json')).resolve('typescript/bin/tsc');
  const project = path.join(root, 'test', 'semantics', 'tsconfig.json');
  const done = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) process.exit(1);
}

const args = process.argv.slice(2);
const packages = ['@fivetrandevelopers/zetasql', '@grpc/grpc-js', '@grpc/proto-loader', '@dataform/cli'];
if (!packages.every((name) => existsSync(path.join(here, 'node_modules', name, 'package.json')))) {
  npm(['--prefix', here, 'ci', '--no-audit', '--no-fund']);
}
if (!args.includes('--no-build')) {
  npm(['run', '--silent', 'build']);
  buildRealProjects();
  buildSemantics();
}
transpile();
// From this DuckDB takes how many threads it has: the cores are those of the processes that work side by side, and raw rows
// come in one order, by which it is told which of them a first load goes without.
process.env['SLURM_CPUS_ON_NODE'] = '1';
const { main } = await import(pathToFileURL(path.join(built, 'main.js')).href);
process.exitCode = await main(args.filter((arg) => arg !== '--no-build'));

import { compileProject } from '../leadscore.js';
import type { PartResult } from '../part.js';
import { projects } from '../projects.js';
import { officialGraph } from './compile.js';
import { comparedParts, differences } from './differences.js';

/** Compiles every project with the official CLI and in process; each part of each graph is one check. */
export async function judgeCompile(only?: string): Promise<PartResult> {
  const { found, missing } = projects(only);
  const failures = missing.map((name) => `${name}: no such project`);
  let passed = 0;
  let actions = 0;
  for (const project of found) {
    try {
      const official = await officialGraph(project.directory);
      const own: Readonly<Record<string, unknown>> = compileProject(project.directory).raw;
      for (const part of comparedParts) {
        const different = differences(official[part], own[part], part);
        if (different.length === 0) passed += 1;
        else
          failures.push(
            `${project.name}: ${different.length} differences in ${part}\n${different.slice(0, 5).join('\n')}`,
          );
      }
      actions += Array.isArray(official['targets']) ? official['targets'].length : 0;
    } catch (error) {
      failures.push(`${project.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    part: 'official-cli',
    counts: { projects: found.length, targets: actions },
    passed,
    failed: failures.length,
    failures,
    notes: [],
  };
}

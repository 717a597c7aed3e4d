import { createRequire } from 'node:module';
import type TypeScript from 'typescript';

/** Also hits prose such as `-- what we import (daily)`, so a hit is only a reason to look closer. */
const SUSPICION = /\bimport\b(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*\(/;

/**
 * Whether JavaScript calls `import()`. Node answers that call with an error of the host's own realm, which would hand
 * a model the host's constructors; so such code is refused before it runs. The parser is loaded on suspicion only.
 */
export function hasDynamicImport(code: string): boolean {
  if (!SUSPICION.test(code)) return false;
  const typescript = createRequire(import.meta.url)('typescript') as typeof TypeScript;
  const { CallExpression, ImportKeyword } = typescript.SyntaxKind;
  const found = (node: TypeScript.Node): boolean =>
    (node.kind === CallExpression && (node as TypeScript.CallExpression).expression.kind === ImportKeyword) ||
    typescript.forEachChild(node, (child) => found(child) || undefined) === true;
  return found(typescript.createSourceFile('compiled.js', code, typescript.ScriptTarget.Latest, false));
}

/** `leadscore docs`: each rubric as a document, in Markdown and as one HTML file. */
import fs from 'node:fs';
import path from 'node:path';
import { renderHtml } from '../docs/html.js';
import { renderMarkdown } from '../docs/markdown.js';
import { rubricDocument } from '../docs/rubric-document.js';
import { ProblemError } from '../problem.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from './context.js';
import { documentsFolder, readProject } from './project.js';

export interface DocsOptions {
  /** A folder, from where the command was called; docs/rubrics/ of the project unless given. */
  readonly out?: string;
}

/** Writes `<rubric>.md` and `<rubric>.html` for every rubric, whatever its status. */
export async function docsCommand(context: CommandContext, options: DocsOptions): Promise<ExitCode> {
  const { project, warnings } = await readProject(context.directory);
  if (warnings.length > 0 && !context.json) showProblems(context, warnings);
  const folder = options.out === undefined ? path.join(context.directory, documentsFolder) : path.resolve(options.out);
  const documents = project.rubrics.flatMap((rubric) => {
    const document = rubricDocument(project, rubric);
    return [
      { file: path.join(folder, `${rubric.name}.md`), text: renderMarkdown(document) },
      { file: path.join(folder, `${rubric.name}.html`), text: renderHtml(document) },
    ];
  });
  try {
    fs.mkdirSync(folder, { recursive: true });
    for (const { file, text } of documents) fs.writeFileSync(file, text);
  } catch (error) {
    throw new ProblemError({
      code: 'docs/not-written',
      severity: 'error',
      what: `The documents could not be written to ${folder}.`,
      ...(error instanceof Error && { why: error.message }),
      todo: 'Name a folder that you may write to with --out.',
    });
  }
  const files = documents.map(({ file }) => path.relative(process.cwd(), file));
  if (context.json) printJson(context, { files });
  for (const file of files) say(context, `wrote    ${file}`);
  return 0;
}

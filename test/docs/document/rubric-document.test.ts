import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../scripts/docs/html.js';
import { renderMarkdown } from '../../../scripts/docs/markdown.js';
import { rubricDocument } from '../../../scripts/docs/rubric-document.js';
import { wholeProject, wholeRubric } from '../../rubric/whole-project.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const document = rubricDocument(wholeProject, wholeRubric);
const markdown = renderMarkdown(document);

describe('the document of a rubric with every part of the language', () => {
  test('[G4] [G5] [H1] in Markdown', async () => {
    await expect(markdown).toMatchFileSnapshot(join(here, 'whole.md.expected'));
  });

  test('[G4] [G5] [H1] in HTML', async () => {
    await expect(renderHtml(document)).toMatchFileSnapshot(join(here, 'whole.html.expected'));
  });

  test('[G4] names every signal with its points, window, owner and routing', () => {
    for (const { name, label } of wholeProject.signals) {
      expect(markdown).toContain(`\`${name}\``);
      expect(markdown.toLowerCase()).toContain(label);
    }
    for (const [part, team] of wholeRubric.owners ?? [])
      expect(markdown.toLowerCase()).toContain(`**${part}**: ${team}`);
  });

  test('[G5] gives each tier its action, due time and playbook', () => {
    const tier = markdown.slice(markdown.indexOf('### Ready for sales'), markdown.indexOf('### Engaged'));
    expect(tier).toContain('- **What is done**: contact\n');
    expect(tier).toContain('- **Due**: within 1 hour\n');
    expect(tier).toContain('- **Playbook**: new business hot\n');
  });

  test('[H1] says version, approval, use, and what changed and why', () => {
    expect(markdown).toContain('- **Version**: 2\n');
    expect(markdown).toContain('- **Approved**: by revenue operations on 2026-11-02\n');
    expect(markdown).toContain('- **Used for**: routing, weekly review\n');
    expect(markdown).toContain('- **Version 2, 2026-11-02**: Webinar 12 -\\> 10. Why: No lift over two quarters\n');
  });
});

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const heap = pathToFileURL(join(import.meta.dirname, '../../dist/sync/heap.js')).href;

/** What stands there of something that nobody needs, after garbage was to be collected; flags of V8 hold for a whole process. */
function afterCollecting(isSmall: boolean): string {
  const program = `
    import { collectGarbage, keepHeapSmall } from ${JSON.stringify(heap)};
    if (${isSmall}) keepHeapSmall();
    const held = new WeakRef({});
    await new Promise((resolve) => setTimeout(resolve));
    collectGarbage();
    process.stdout.write(held.deref() === undefined ? 'gone' : 'there');`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
}

test('garbage is collected on request where the heap is to be small, and nowhere else', () => {
  expect(afterCollecting(true)).toBe('gone');
  expect(afterCollecting(false)).toBe('there');
});

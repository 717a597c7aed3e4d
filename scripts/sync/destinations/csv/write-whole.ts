import { open, rename } from 'node:fs/promises';

/** Under another name, flushed, and renamed: whoever takes files from there never sees half of one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}

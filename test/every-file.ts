/** Vitest runs this before every test file, also of those that have a process, and so modules, in common. */
import { afterAll } from 'vitest';
import { removeFoldersOfTheFile } from './temporary-folder.js';

afterAll(removeFoldersOfTheFile);

import type { Case } from '../case.js';
import { callCases } from './calls.js';
import { jobCases } from './jobs.js';
import { rowCases } from './rows.js';

export const salesforceCases: readonly Case[] = [...callCases, ...jobCases, ...rowCases];

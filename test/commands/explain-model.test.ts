import { expect, test } from 'vitest';
import { isModelExact, modelLines } from '../../scripts/commands/explain-model.js';

const term = (number: number, adds: string, reason: string, arm = 'case_1') => ({
  term: `t${number}`,
  arm,
  adds,
  reason,
  reason_number: number,
  place: `rubrics/models/m.json:${number}`,
});
const constant = term(99, '-1.5', 'where every lead begins', 'always');

test('[J2] [G1] the terms that weigh most stand first, below them where every lead begins, and their sum', () => {
  const terms = [term(1, '0.75', 'plan: gold'), term(2, '-0.125', 'seats:\u001b[31m unknown'), constant];
  expect(modelLines({ predictive_value: '-0.875' }, terms)).toEqual([
    '',
    '  what the model adds up; no point of the score comes from it',
    ' +0.75   plan: gold                rubrics/models/m.json:1',
    ' -0.125  seats:\\u001b[31m unknown  rubrics/models/m.json:2',
    ' -1.5    where every lead begins   rubrics/models/m.json:99',
    " -0.875  = the model's value",
  ]);
});

test('[J2] of many terms the first ten are told, the rest together', () => {
  const many = Array.from({ length: 12 }, (_, index) => term(index + 1, '0.5', `term ${index + 1}`));
  const lines = modelLines({ predictive_value: '4.5' }, [...many, constant]);
  expect(lines.slice(-4)).toEqual([
    ' +0.5  term 10                  rubrics/models/m.json:10',
    ' +1    2 more terms together',
    ' -1.5  where every lead begins  rubrics/models/m.json:99',
    " +4.5  = the model's value",
  ]);
});

test('[J2] terms that do not add up are shouted about; without a model nothing is said', () => {
  expect(isModelExact({ predictive_value: '1' }, [constant])).toBe(false);
  expect(modelLines({ predictive_value: '1' }, [constant]).at(-1)).toContain('THE TERMS DO NOT ADD UP TO THE VALUE, 1');
  expect(isModelExact({ predictive_value: null }, [])).toBe(true);
  expect(modelLines({ predictive_value: null }, [])).toEqual([]);
});

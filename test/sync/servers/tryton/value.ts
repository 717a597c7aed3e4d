import { isObject } from '../call.js';
import type { Field, Model } from './models.js';
import { fault, userError } from './refusal.js';

/** A value as it is kept, or the refusal that Tryton and PostgreSQL have for it. Dates and exact numbers keep their class. */
export function kept(value: unknown, field: Field, model: Model): unknown {
  const named = `field "${field.string}" in "${model.string}"`;
  if (field.hasNoSetter) throw fault(`Missing setter function for ${named}.`);
  if (value === null || value === undefined) {
    if (field.required) throw userError(`A value is required for ${named}.`);
    return null;
  }
  switch (field.type) {
    case 'char':
    case 'text':
    case 'selection': {
      const text = String(value);
      if (text.includes('\u0000')) throw fault('A string literal cannot contain NUL (0x00) characters.');
      if (field.type === 'char' && /[\n\t]/.test(text))
        throw userError(`The value "${text}" for ${named} contains some invalid chars "'\\n'".`);
      return text;
    }
    case 'integer':
      if (typeof value !== 'number') throw fault(`invalid literal for int() with base 10: '${String(value)}'`);
      return Math.trunc(value);
    case 'float': {
      if (typeof value !== 'number') throw fault(`could not convert string to float: '${String(value)}'`);
      checkDigits(String(value), 4, named);
      const [least, most] = field.between ?? [-Infinity, Infinity];
      if (value < least || value > most)
        throw userError(`The value for ${named} is not valid according to its domain.`);
      return value;
    }
    case 'numeric': {
      if (!isObject(value) || value.__class__ !== 'Decimal') throw fault('Only values of Decimal are supported.');
      checkDigits(String(value.decimal), 2, named);
      return value;
    }
    case 'many2one':
      if (typeof value !== 'number') throw fault(`invalid literal for int() with base 10: '${String(value)}'`);
      return value;
    case 'boolean':
      return Boolean(value);
    case 'date':
      if (!isObject(value) || value.__class__ !== 'date') throw fault('Invalid isoformat string');
      return value;
    case 'timestamp':
      return value;
  }
}

function checkDigits(number: string, digits: number, named: string): void {
  if ((number.split('.')[1] ?? '').length > digits)
    throw userError(`The number of digits in the value "${number}" for ${named} exceeds the limit of "${digits}".`);
}

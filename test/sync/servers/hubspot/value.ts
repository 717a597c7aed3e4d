import { Decimal } from 'decimal.js';
import type { Property } from './properties.js';

/** A property that was not taken, in the portal's words. */
export interface Invalid {
  readonly name: string;
  readonly error: string;
  readonly message: string;
}

export type Stored = { readonly value: string | null } | { readonly invalid: Invalid };

/** A string that a property takes as the portal keeps it ('' empties it), or what is wrong with it. */
export function stored(property: Property, sent: string): Stored {
  if (property.isReadOnly === true) {
    return wrong(property, 'READ_ONLY_VALUE', `"${property.name}" is a read only property; its value cannot be set.`);
  }
  if (sent === '') return { value: null };
  switch (property.type) {
    case 'number':
      if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(sent))
        return wrong(property, 'INVALID_LONG', `${sent} was not a valid number.`);
      return { value: new Decimal(sent).toFixed() };
    case 'bool':
      if (!/^(true|false)$/i.test(sent))
        return wrong(property, 'INVALID_OPTION', `${sent} was not one of the allowed options: [true, false]`);
      return { value: sent.toLowerCase() };
    case 'date':
      return day(property, sent);
    case 'datetime':
      return moment(property, sent);
    case 'enumeration':
      return option(property, sent);
    default:
      return textual(property, sent);
  }
}

function textual(property: Property, sent: string): Stored {
  if (sent.length > 65_536)
    return wrong(property, 'INVALID_STRING_TOO_LONG', `"${property.name}" takes 65536 characters at most.`);
  if (property.name !== 'email') return { value: sent };
  const address = sent.trim().toLowerCase();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return { value: address };
  return wrong(property, 'INVALID_EMAIL', `Email address ${sent} is invalid`);
}

function option(property: Property, sent: string): Stored {
  const values = (property.options ?? []).map(({ value }) => value);
  if (values.includes(sent)) return { value: sent };
  return wrong(property, 'INVALID_OPTION', `${sent} was not one of the allowed options: [${values.join(', ')}]`);
}

/** A day, or the milliseconds of its midnight in UTC. */
function day(property: Property, sent: string): Stored {
  const at = /^-?\d+$/.test(sent)
    ? Number(sent)
    : /^\d{4}-\d{2}-\d{2}$/.test(sent)
      ? Date.parse(`${sent}T00:00:00Z`)
      : NaN;
  if (Number.isNaN(at)) return wrong(property, 'INVALID_DATE', `${sent} was not a valid date.`);
  if (at % 86_400_000 !== 0)
    return wrong(property, 'INVALID_DATE', `${sent} is at ${new Date(at).toISOString()}, not midnight!`);
  return { value: new Date(at).toISOString().slice(0, 10) };
}

function moment(property: Property, sent: string): Stored {
  const isIso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(sent);
  const at = /^-?\d+$/.test(sent) ? Number(sent) : isIso ? Date.parse(sent) : NaN;
  if (Number.isNaN(at)) return wrong(property, 'INVALID_DATE', `${sent} was not a valid date.`);
  return { value: new Date(at).toISOString().replace('.000Z', 'Z') };
}

function wrong(property: Property, error: string, message: string): Stored {
  return { invalid: { name: property.name, error, message } };
}

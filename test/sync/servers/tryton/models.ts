/** The models of the test server, as `fields_get` tells them: those of sale_opportunity and party that a sync may write. */

export interface Field {
  readonly type:
    'char' | 'text' | 'float' | 'numeric' | 'integer' | 'boolean' | 'date' | 'timestamp' | 'selection' | 'many2one';
  /** Its name in messages. */
  readonly string: string;
  readonly readonly?: true;
  readonly required?: true;
  readonly digits?: string;
  readonly selection?: readonly (readonly [string, string])[];
  /** Least and most of a number. */
  readonly between?: readonly [number, number];
  readonly isUnique?: true;
  /** Of which model the record is whose id it holds; another's is not of its domain. */
  readonly model?: string;
  /** Worked out, and nothing there to write it. */
  readonly hasNoSetter?: true;
}

export interface Model {
  /** Its name in messages. */
  readonly string: string;
  /** The name of the rule that guards it: what the rule hides is refused in other words than what is not there. */
  readonly rule?: string;
  readonly fields: Readonly<Record<string, Field>>;
}

export const models: Readonly<Record<string, Model>> = {
  'sale.opportunity': {
    string: 'Sale Opportunity',
    rule: 'User in companies',
    fields: {
      id: { type: 'integer', string: 'ID', readonly: true },
      conversion_probability: {
        type: 'float',
        string: 'Conversion Probability',
        required: true,
        digits: '[1, 4]',
        between: [0, 1],
      },
      description: { type: 'char', string: 'Description' },
      comment: { type: 'text', string: 'Comment' },
      amount: {
        type: 'numeric',
        string: 'Amount',
        digits: '[16, {"__class__": "Eval", "v": "currency_digits", "d": 2}]',
      },
      currency_digits: { type: 'integer', string: 'Currency Digits', readonly: true, hasNoSetter: true },
      end_date: { type: 'date', string: 'End Date' },
      state: {
        type: 'selection',
        string: 'State',
        readonly: true,
        required: true,
        selection: [
          ['lead', 'Lead'],
          ['lost', 'Lost'],
        ],
      },
      employee: { type: 'many2one', string: 'Employee', model: 'company.employee' },
      create_date: { type: 'timestamp', string: 'Created at', readonly: true },
    },
  },
  'company.employee': { string: 'Employee', fields: { id: { type: 'integer', string: 'ID', readonly: true } } },
  'party.party': {
    string: 'Party',
    fields: {
      id: { type: 'integer', string: 'ID', readonly: true },
      name: { type: 'char', string: 'Name' },
      code: { type: 'char', string: 'Code', required: true, isUnique: true },
      active: { type: 'boolean', string: 'Active' },
    },
  },
};

/** Up to 200 records of one call, each answered in its place. */
import { describe, expect, test } from 'vitest';
import { AskedOrg, refused, saved, type Said } from './asked.js';

const at = new AskedOrg();

describe('collections', () => {
  test('every row is answered in its place, whatever became of the others', async () => {
    const [a, b, gone, converted] = at.leads('A', 'B', 'Gone', 'Converted');
    const type = at.server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    at.server.org.put(type, { Id: gone ?? '', IsDeleted: true });
    at.server.org.put(type, { Id: converted ?? '', IsConverted: true });
    const { status, body } = await at.update([
      { id: a, Lead_Score__c: 61.25, Lead_Score_Reasons__c: '  Demo request (3)  ' },
      { id: gone, Lead_Score__c: 1 },
      { id: converted, Lead_Score__c: 1 },
      { id: '00Q000000000ZZZ', Lead_Score__c: 1 },
      { id: '003000000000001', Lead_Score__c: 1 },
      { id: 'x', Lead_Score__c: 1 },
      { Lead_Score__c: 1 },
      { id: b, Nope__c: 1 },
      { id: b, SystemModstamp: '2026-01-01T00:00:00Z' },
      { id: a, Lead_Score__c: 2 },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      saved(a),
      refused('ENTITY_IS_DELETED', 'entity is deleted'),
      refused('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead'),
      refused('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'),
      refused('MALFORMED_ID', 'Lead ID: id value of incorrect type: 003000000000001', 'Id'),
      refused('MALFORMED_ID', 'Lead ID: id value of incorrect type: x', 'Id'),
      refused('MISSING_ARGUMENT', 'Id not specified in an update call'),
      refused('INVALID_FIELD', "No such column 'Nope__c' on sobject of type Lead", 'Nope__c'),
      refused('DUPLICATE_VALUE', `duplicate id in list: ${b?.slice(0, 15)}`, 'Id'),
      refused('DUPLICATE_VALUE', `duplicate id in list: ${a?.slice(0, 15)}`, 'Id'),
    ]);
    expect(at.server.org.record('Lead', a ?? '')?.fields).toMatchObject({
      Lead_Score__c: 61.3,
      Lead_Score_Reasons__c: 'Demo request (3)',
    });
    expect(at.server.history.counts()).toEqual({ [`Lead/${a}`]: 1 });
  });

  test.each([
    [
      { Company: 'x'.repeat(256) },
      'STRING_TOO_LONG',
      `Company: data value too large: ${'x'.repeat(256)} (max length=255)`,
    ],
    [
      { Score_Band__c: 'purple' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Score Band: bad value for restricted picklist field: purple',
    ],
    [
      { Lead_Score__c: 100_000 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Lead Score: value outside of valid range on numeric field: 100000',
    ],
    [{ Company: null }, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Company]'],
    [{ Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: nobody'],
    [{ Is_Held_Out__c: null }, 'INVALID_TYPE_ON_FIELD_IN_RECORD', 'Is Held Out: value not of required type: '],
  ])('a value that its field does not take refuses its row: %j', async (fields, code, message) => {
    const [id] = at.leads('Amber');
    const { body } = await at.update([{ id, ...fields }]);
    expect(body).toEqual([refused(code, message, Object.keys(fields)[0] ?? '')]);
    expect(at.server.history.writes).toEqual([]);
  });

  test('a read-only field refuses its row', async () => {
    const [id] = at.leads('Amber');
    const { body } = await at.update([{ id, IsConverted: true }]);
    expect(body[0].errors[0]).toMatchObject({ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['IsConverted'] });
  });

  test('a value of another kind than its field refuses the call', async () => {
    const [a, b] = at.leads('A', 'B');
    const { status, body } = await at.update([
      { id: a, Lead_Score__c: 1 },
      { id: b, Lead_Score__c: 'high' },
    ]);
    expect([status, body]).toEqual([
      400,
      [
        {
          message: 'Cannot deserialize instance of double from VALUE_STRING value high',
          errorCode: 'JSON_PARSER_ERROR',
        },
      ],
    ]);
    expect(at.server.history.writes).toEqual([]);
  });

  test('texts are trimmed, empty ones emptied, addresses in lower case, choices in their own case, times to the second', async () => {
    const [id = ''] = at.leads('Amber');
    await at.update([
      {
        id: id.slice(0, 15),
        Email: ' Amber@Example.COM ',
        Lead_Grade__c: '   ',
        Score_Band__c: 'HOT',
        Action_Due__c: '2026-03-04T05:06:07.891+02:00',
        Last_Meaningful_Activity__c: '2026-03-04',
      },
    ]);
    const soql = `SELECT Id, Email, Lead_Grade__c, Score_Band__c, Action_Due__c, Last_Meaningful_Activity__c, Is_Held_Out__c FROM Lead WHERE Id IN ('${id}')`;
    const { body } = await at.call('GET', `/query?q=${encodeURIComponent(soql)}`);
    expect(body).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'Lead', url: `/services/data/v60.0/sobjects/Lead/${id}` },
          Id: id,
          Email: 'amber@example.com',
          Lead_Grade__c: null,
          Score_Band__c: 'hot',
          Action_Due__c: '2026-03-04T03:06:07.000+0000',
          Last_Meaningful_Activity__c: '2026-03-04',
          Is_Held_Out__c: false,
        },
      ],
    });
  });

  test('200 rows at most; allOrNone writes nothing when one row fails', async () => {
    const many = await at.update(Array.from({ length: 201 }, () => ({ id: 'x' })));
    expect([many.status, many.body[0].errorCode]).toEqual([400, 'EXCEEDED_ID_LIMIT']);
    const [a, b] = at.leads('A', 'B');
    const { body } = await at.update(
      [
        { id: a, Lead_Score__c: 1 },
        { id: b, Lead_Score__c: 999_999 },
      ],
      { allOrNone: true },
    );
    expect(body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'NUMBER_OUTSIDE_VALID_RANGE',
    ]);
    expect(at.server.history.writes).toEqual([]);
  });

  test('an upsert by external id creates, updates, and refuses where several records have it', async () => {
    const type = at.server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    const twice = [1, 2].map(
      () => at.server.org.put(type, { LastName: 'Twin', Company: 'Acme', Legacy_Id__c: 'twin' }).id,
    );
    const upsert = (rows: readonly object[]): Promise<Said> =>
      at.call('PATCH', '/composite/sobjects/Lead/Legacy_Id__c', { records: rows });
    const { body } = await upsert([
      { Legacy_Id__c: 'new', LastName: 'New', Company: 'Acme' },
      { Legacy_Id__c: 'twin', Lead_Score__c: 1 },
      { Legacy_Id__c: 'other', Lead_Score__c: 1 },
    ]);
    expect(body).toEqual([
      { id: expect.stringMatching(/^00Q\w{15}$/), success: true, errors: [], created: true },
      refused(
        'DUPLICATE_EXTERNAL_ID',
        `Legacy_Id__c: more than one record found for external id field: [${twice.join(', ')}]`,
        'Legacy_Id__c',
      ),
      refused('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName, Company]', 'LastName', 'Company'),
    ]);
    const again = await upsert([{ Legacy_Id__c: 'new', Lead_Score__c: 5 }]);
    expect(again.body).toEqual([{ id: body[0].id, success: true, errors: [], created: false }]);
    const one = await at.call('PATCH', '/sobjects/Lead/Legacy_Id__c/twin', { Lead_Score__c: 1 });
    expect([one.status, one.body]).toEqual([300, twice.map((id) => `/services/data/v60.0/sobjects/Lead/${id}`)]);
    const byId = await at.call('PATCH', '/composite/sobjects/Lead/Id', { records: [] });
    expect([byId.status, byId.body[0].errorCode]).toEqual([400, 'INVALID_FIELD']);
  });

  test('on order: a lock, a trigger that does not bear the batch, a validation rule, a duplicate', async () => {
    const [a, b] = at.leads('A', 'B');
    at.server.org.set({ refusedRows: [{ object: 'Lead', id: b ?? '', times: 1 }] });
    const both = [
      { id: a, Lead_Score__c: 1, Leadscore_Id__c: 'a' },
      { id: b, Lead_Score__c: 1 },
    ];
    const codes = async (rows: readonly object[]): Promise<unknown> =>
      (await at.update(rows)).body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode);
    expect(await codes(both)).toEqual([undefined, 'UNABLE_TO_LOCK_ROW']);
    expect(await codes(both)).toEqual([undefined, undefined]);
    at.server.org.set({ triggerRows: { Lead: 1 } });
    expect(await codes(both)).toEqual(['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY']);
    expect(await codes([{ id: b, Leadscore_Id__c: 'a' }])).toEqual(['DUPLICATE_VALUE']);
    at.server.org.set({
      validationRules: [{ object: 'Lead', field: 'Lead_Score__c', above: 100, message: 'Too high' }],
    });
    expect(await codes([{ id: b, Lead_Score__c: 101 }])).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
  });
});

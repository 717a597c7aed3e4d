/** Sources for the small project whose rows change or go after they came: responses with one status, and meetings that are moved. */
const timestamp = 'TIMESTAMP';
const text = 'STRING';

function source(name: string, table: string, columns: Readonly<Record<string, string>>, entities: unknown): object {
  return {
    [`rubrics/sources/${name}.yaml`]: {
      source: name,
      description: name,
      dataset: 'raw',
      tables: { [table]: { files: [`${table}.csv`] } },
      entities,
    },
    [`rubrics/sources/${name}.lock.yaml`]: { tables: { [table]: { columns } } },
  };
}

export const changingSources: Readonly<Record<string, unknown>> = {
  // It says when somebody last changed the row.
  ...source(
    'campaigns',
    'answers',
    { id: text, person: text, status: text, added: timestamp, changed: timestamp, is_deleted: 'BOOL' },
    {
      campaign_responses: {
        from: 'answers',
        columns: {
          record_id: 'id',
          email: 'person',
          campaign_type: { text: 'webinar' },
          status: 'status',
          is_deleted: 'is_deleted',
          happened_at: 'added',
          known_at: 'changed',
        },
      },
    },
  ),
  // It says nothing of when it learnt of a meeting.
  ...source(
    'calendar',
    'meetings',
    { id: text, name: text, starts: timestamp, email: text, device: text },
    {
      events: {
        from: 'meetings',
        may_change: true,
        usual_lag_hours: 6,
        columns: { event_id: 'id', event_name: 'name', happened_at: 'starts', email: 'email', anonymous_id: 'device' },
      },
    },
  ),
  'rubrics/shared/signals.yaml': {
    signals: {
      asked: { from: [{ event: 'asked' }], same_act: { by: 'content', per: '3d', prefer: ['web', 'desk'] } },
      looked: { from: [{ event: 'looked' }, { campaign_type: 'webinar', campaign_status: 'registered' }] },
      attended: { from: [{ campaign_type: 'webinar', campaign_status: 'attended' }] },
      met: { from: [{ event: 'met' }] },
    },
  },
};

/** What counts in the rubric `one` in place of what does without these sources. */
export const changingRubric = {
  dimensions: {
    intent: {
      acts: {
        asked: { points: 10, decay: { linear: '20d' }, limit: { times: 1, per: 'day' } },
        looked: { points: 1, decay: { linear: '10d' }, cap: 5 },
        attended: { points: 20, decay: { linear: '20d' } },
        met: { points: 15, decay: { linear: '20d' } },
      },
    },
  },
};

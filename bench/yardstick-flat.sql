-- The stricter yardstick: as yardstick.sql, on a narrow table (person, path, event_timestamp) cut out of the nested
-- export beforehand, outside the time. It leaves out the cost of the nested format, which the models do pay.
WITH events AS (
  SELECT
    person,
    path,
    date_diff('day', CAST(make_timestamp(event_timestamp) AS DATE), DATE '2026-06-30') AS age_days
  FROM flat_events
  WHERE person IS NOT NULL
),

acts AS MATERIALIZED (
  SELECT events.person, events.age_days, path_signals.signal
  FROM events
  INNER JOIN path_signals ON path_signals.path = events.path
)

SELECT acts.person, SUM(curves.points) AS points
FROM acts
INNER JOIN curves ON curves.signal = acts.signal AND curves.age_days = acts.age_days
GROUP BY acts.person

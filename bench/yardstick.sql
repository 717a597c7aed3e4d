-- The yardstick Y, in DuckDB's own SQL, written by hand: what the least possible scoring of the raw events costs.
-- Raw events joined to path -> signal and to the curve table, decimal SUM, GROUP BY person. It reads the very table
-- that the models read, GA4's nested export; the path is cut out of the parameter as the staging model does it.
-- MATERIALIZED keeps DuckDB from joining the curves by age first, which makes it 15 times slower.
WITH events AS (
  SELECT
    user_pseudo_id AS person,
    regexp_extract(
      list_filter(event_params, lambda p: p.key = 'page_location')[1].value.string_value,
      '^https?://[^/?#]+([^?#]*)',
      1
    ) AS path,
    date_diff('day', CAST(make_timestamp(event_timestamp) AS DATE), DATE '2026-06-30') AS age_days
  FROM leadscore.analytics_4711000001."events_*"
  WHERE user_pseudo_id IS NOT NULL
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

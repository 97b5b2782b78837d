{{ config(materialized='incremental', incremental_strategy='insert_overwrite',
    partition_by={'field': 'day', 'data_type': 'date', 'granularity': 'day'}) }}
SELECT day, SUM(amount) AS amount FROM {{ ref('paid') }}
{% if is_incremental() %} WHERE day >= '2026-05-02' {% endif %}
GROUP BY day

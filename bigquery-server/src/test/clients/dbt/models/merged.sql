{{ config(materialized='incremental', unique_key='id', incremental_strategy='merge') }}
SELECT id, customer, day, amount FROM {{ ref('paid') }}
{% if is_incremental() %} WHERE day >= (SELECT MAX(day) FROM {{ this }}) {% endif %}

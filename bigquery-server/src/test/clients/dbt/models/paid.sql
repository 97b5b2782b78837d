{{ config(materialized='view') }}
SELECT id, customer, CAST(day AS DATE) AS day, CAST(amount AS NUMERIC) AS amount FROM {{ ref('orders') }}

"""Google's Python client, pandas and the Storage client, walked through what people use most.

usage: walk.py http://127.0.0.1:PORT 127.0.0.1:GRPC_PORT
"""

import datetime
import decimal
import io
import sys
import uuid

import grpc
import pandas
from google.api_core import exceptions
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery, bigquery_storage
from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

rest, storage = sys.argv[1], sys.argv[2]
client = bigquery.Client(
    project="walk", credentials=AnonymousCredentials(), client_options=ClientOptions(api_endpoint=rest)
)
reader = bigquery_storage.BigQueryReadClient(
    transport=BigQueryReadGrpcTransport(channel=grpc.insecure_channel(storage))
)
name = "python_" + uuid.uuid4().hex[:8]


def check(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: got {got!r}, wanted {wanted!r}")
    print("ok", what)


def datasets():
    dataset = bigquery.Dataset(f"walk.{name}")
    dataset.description = "walked"
    dataset.labels = {"a": "b"}
    client.create_dataset(dataset)
    check("dataset", client.get_dataset(name).labels, {"a": "b"})
    check("list", name in [d.dataset_id for d in client.list_datasets()], True)
    try:
        client.create_dataset(dataset)
    except exceptions.Conflict:
        print("ok conflict")


def tables():
    schema = [
        bigquery.SchemaField("id", "INTEGER", mode="REQUIRED"),
        bigquery.SchemaField("day", "DATE"),
        bigquery.SchemaField("price", "NUMERIC"),
        bigquery.SchemaField("tags", "STRING", mode="REPEATED"),
        bigquery.SchemaField("inner", "RECORD", fields=[bigquery.SchemaField("x", "FLOAT")]),
    ]
    table = bigquery.Table(f"walk.{name}.things", schema=schema)
    table.time_partitioning = bigquery.TimePartitioning(field="day")
    table.clustering_fields = ["id"]
    client.create_table(table)
    got = client.get_table(f"{name}.things")
    check("partitioned", got.time_partitioning.field, "day")
    check("clustered", got.clustering_fields, ["id"])
    errors = client.insert_rows_json(
        f"{name}.things",
        [{"id": 1, "day": "2026-05-20", "price": "1.123456789", "tags": ["a", "b"], "inner": {"x": 1.5}}],
    )
    check("insert", errors, [])
    rows = list(client.list_rows(f"{name}.things"))
    check("price", rows[0]["price"], decimal.Decimal("1.123456789"))
    check("tags", rows[0]["tags"], ["a", "b"])
    check("inner", rows[0]["inner"], {"x": 1.5})
    bad = client.insert_rows_json(f"{name}.things", [{"id": "x"}])
    check("bad row", bad[0]["errors"][0]["reason"], "invalid")


def queries():
    job = client.query(
        "SELECT @n + 1 AS n, @moment AS moment, @list AS list",
        job_config=bigquery.QueryJobConfig(
            query_parameters=[
                bigquery.ScalarQueryParameter("n", "INT64", 41),
                bigquery.ScalarQueryParameter(
                    "moment", "TIMESTAMP", datetime.datetime(2026, 5, 20, 12, 34, 56, tzinfo=datetime.timezone.utc)
                ),
                bigquery.ArrayQueryParameter("list", "STRING", ["x", "y"]),
            ]
        ),
    )
    row = next(iter(job.result()))
    check("parameter", row.n, 42)
    check("timestamp", row.moment.isoformat(), "2026-05-20T12:34:56+00:00")
    check("array", row["list"], ["x", "y"])
    check("paging", sum(1 for _ in client.query("SELECT n FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS n").result(page_size=30000)), 100000)
    destination = f"walk.{name}.copied"
    config = bigquery.QueryJobConfig(destination=destination, write_disposition="WRITE_TRUNCATE")
    client.query(f"SELECT id FROM {name}.things", job_config=config).result()
    check("destination", client.get_table(destination).num_rows, 1)
    try:
        client.query("SELECT nothing FROM UNNEST([1])").result()
        raise SystemExit("no error")
    except exceptions.BadRequest as e:
        check("error", "nothing" in str(e), True)
    dry = client.query(f"SELECT id FROM {name}.things", job_config=bigquery.QueryJobConfig(dry_run=True))
    check("dry run", dry.total_bytes_processed > 0, True)


def loads():
    config = bigquery.LoadJobConfig(source_format="CSV", skip_leading_rows=1, autodetect=True)
    client.load_table_from_file(io.BytesIO(b"n,s\n1,a\n2,b\n"), f"{name}.csv", job_config=config).result()
    check("csv", client.get_table(f"{name}.csv").num_rows, 2)
    client.load_table_from_json([{"n": 1}, {"n": 2}, {"n": 3}], f"{name}.json").result()
    check("json", client.get_table(f"{name}.json").num_rows, 3)
    frame = pandas.DataFrame({"n": [1, 2], "s": ["a", "b"], "f": [0.5, 1.5]})
    client.load_table_from_dataframe(frame, f"{name}.frame").result()
    check("dataframe", client.query(f"SELECT SUM(f) AS f FROM {name}.frame").to_dataframe(create_bqstorage_client=False)["f"][0], 2.0)


def arrow():
    table = client.list_rows(f"{name}.frame").to_arrow(bqstorage_client=reader)
    check("arrow", sorted(table.column("n").to_pylist()), [1, 2])
    frame = client.query(f"SELECT n, s FROM {name}.frame ORDER BY n").to_dataframe(bqstorage_client=reader)
    check("to_dataframe", list(frame["s"]), ["a", "b"])


for step in (datasets, tables, queries, loads, arrow):
    step()
client.delete_dataset(name, delete_contents=True)
check("deleted", name in [d.dataset_id for d in client.list_datasets()], False)
print("python: all ok")

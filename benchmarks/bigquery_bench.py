"""The local BigQuery server beside another server of BigQuery's API, through Google's Python client, in one run.

    python3 -m venv /tmp/client
    /tmp/client/bin/pip install google-cloud-bigquery google-cloud-bigquery-storage pyarrow
    /tmp/client/bin/python benchmarks/bigquery_bench.py ours=9050,9060 other=9150,9160 [--rows 1000000] [--reps 3]
        [--rest-reps 1]

Each name=REST,GRPC is a server on this machine; the first one is divided by. The servers take turns at each task, so
that both meet the same moment of the machine; printed are medians. What a server cannot do, or answers wrongly (row
counts and sums are compared with what was sent), is printed as its error and not as a time.
"""

import argparse
import concurrent.futures
import io
import json
import os
import statistics
import tempfile
import time
import uuid

import grpc
import pyarrow as pa
import pyarrow.parquet as pq
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from google.cloud.bigquery_storage import BigQueryReadClient, types
from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

SCHEMA = [
    bigquery.SchemaField("id", "INT64"),
    bigquery.SchemaField("service", "STRING"),
    bigquery.SchemaField("region", "STRING"),
    bigquery.SchemaField("day", "DATE"),
    bigquery.SchemaField("cost", "FLOAT64"),
    bigquery.SchemaField("usage", "FLOAT64"),
    bigquery.SchemaField("ok", "BOOL"),
    bigquery.SchemaField("label", "STRING"),
]
THREADS = 16
QUERIES_OF_A_THREAD = 20


class Server:
    def __init__(self, name, rest, rpc):
        self.name = name
        self.rest = rest
        self.rpc = rpc
        self.client = self.connect()
        self.dataset = "bench_" + uuid.uuid4().hex[:8]
        self.client.create_dataset(self.dataset)
        self.filled = None

    def connect(self):
        return bigquery.Client(
            project="bench",
            credentials=AnonymousCredentials(),
            client_options=ClientOptions(api_endpoint=f"http://127.0.0.1:{self.rest}"),
        )

    def fresh(self):
        table = f"bench.{self.dataset}.t{uuid.uuid4().hex[:8]}"
        self.client.create_table(bigquery.Table(table, schema=SCHEMA))
        return table

    def query(self, sql):
        return [tuple(row) for row in self.client.query_and_wait(sql)]


def rows(count):
    services = ["Compute Engine", "BigQuery", "Cloud Storage", "Cloud SQL", "Networking"]
    regions = ["us-central1", "europe-west1", "asia-east1"]
    return pa.table(
        {
            "id": pa.array(range(count), pa.int64()),
            "service": pa.array([services[i % 5] for i in range(count)]),
            "region": pa.array([regions[i % 3] for i in range(count)]),
            "day": pa.array([20000 + i % 365 for i in range(count)], pa.int32()).cast(pa.date32()),
            "cost": pa.array([i % 1000 / 8 for i in range(count)]),
            "usage": pa.array([i % 777 / 4 for i in range(count)]),
            "ok": pa.array([i % 2 == 0 for i in range(count)]),
            "label": pa.array([f"label-{i % 10000}" for i in range(count)]),
        }
    )


def load(server, data, form):
    table = server.fresh()
    config = bigquery.LoadJobConfig(source_format=form, schema=SCHEMA, write_disposition="WRITE_APPEND")
    began = time.perf_counter()
    server.client.load_table_from_file(io.BytesIO(data), table, job_config=config).result()
    took = time.perf_counter() - began
    return table, took


def check(server, table, count, cost):
    found = server.query(f"SELECT COUNT(*), SUM(cost) FROM `{table}`")[0]
    if found != (count, cost):
        raise AssertionError(f"{found} instead of {(count, cost)}")


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def by_rest(server, count):
    seen = sum(1 for _ in server.client.list_rows(server.filled, page_size=50_000))
    if seen != count:
        raise AssertionError(f"{seen} rows instead of {count}")


def by_arrow(server, count):
    channel = grpc.insecure_channel(f"127.0.0.1:{server.rpc}", options=[("grpc.max_receive_message_length", -1)])
    reader = BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))
    _, dataset, table = server.filled.split(".")
    session = reader.create_read_session(
        parent="projects/bench",
        read_session=types.ReadSession(
            table=f"projects/bench/datasets/{dataset}/tables/{table}", data_format=types.DataFormat.ARROW
        ),
        max_stream_count=1,
    )
    seen = 0
    for stream in session.streams:
        for batch in reader.read_rows(stream.name).rows(session).pages:
            seen += batch.to_arrow().num_rows
    if seen != count:
        raise AssertionError(f"{seen} rows instead of {count}")


def in_parallel(server):
    clients = [server.connect() for _ in range(THREADS)]

    def one(number):
        for i in range(QUERIES_OF_A_THREAD):
            wanted = number * 1000 + i
            sql = (
                f"SELECT {wanted} AS n, service, SUM(cost) AS cost FROM `{server.filled}` "
                f"WHERE id < 100000 GROUP BY service ORDER BY service"
            )
            found = [tuple(row) for row in clients[number].query_and_wait(sql)]
            if len(found) != 5 or any(row[0] != wanted for row in found):
                raise AssertionError(f"a foreign row: {found[:2]}")

    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        for end in [pool.submit(one, number) for number in range(THREADS)]:
            end.result()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="+", help="name=REST,GRPC")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--rest-reps", type=int, help="of the reading by REST, which takes a minute for a million rows")
    asked = parser.parse_args()
    servers = []
    for text in asked.servers:
        name, ports = text.split("=")
        servers.append(Server(name, *ports.split(",")))

    data = rows(asked.rows)
    cost = sum(i % 1000 / 8 for i in range(asked.rows))
    parquet = io.BytesIO()
    pq.write_table(data, parquet)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.json")
        with open(path, "w", encoding="utf-8") as out:
            for batch in data.to_batches():
                for row in batch.to_pylist():
                    row["day"] = row["day"].isoformat()
                    out.write(json.dumps(row) + "\n")
        with open(path, "rb") as file:
            lines = file.read()

    def loading(form, content):
        def work(server):
            table, took = load(server, content, form)
            check(server, table, asked.rows, cost)
            server.filled = table
            return took

        return work

    group = "SELECT service, region, COUNT(*), SUM(cost) FROM `{}` GROUP BY service, region ORDER BY 1, 2"
    tasks = [
        ("trivial query, each of 200", lambda s: timed(lambda: [s.query("SELECT 1") for _ in range(200)]) / 200),
        ("load of Parquet", loading("PARQUET", parquet.getvalue())),
        ("load of NDJSON", loading("NEWLINE_DELIMITED_JSON", lines)),
        ("GROUP BY, each of 10", lambda s: timed(lambda: [s.query(group.format(s.filled)) for _ in range(10)]) / 10),
        ("read by REST", lambda s: timed(lambda: by_rest(s, asked.rows))),
        ("read by Arrow", lambda s: timed(lambda: by_arrow(s, asked.rows))),
        (f"{THREADS} clients x {QUERIES_OF_A_THREAD} queries", lambda s: timed(lambda: in_parallel(s))),
    ]
    print(f"{asked.rows:,} rows, {asked.reps} times, medians")
    for title, task in tasks:
        took = {server.name: [] for server in servers}
        wrong = {}
        by_pages = title == "read by REST" and asked.rest_reps
        for _ in range(asked.rest_reps if by_pages else asked.reps):
            for server in servers:
                try:
                    took[server.name].append(task(server))
                except Exception as e:  # what a server cannot do is a result, too
                    wrong[server.name] = f"{type(e).__name__}: {str(e)[:120]}"
        middle = {name: statistics.median(times) for name, times in took.items() if times and name not in wrong}
        first = servers[0].name
        cells = []
        for server in servers:
            if server.name not in middle:
                cells.append(f"{server.name} {wrong[server.name]}")
            else:
                ratio = f" ({middle[server.name] / middle[first]:.1f}x)" if first in middle and server.name != first else ""
                cells.append(f"{server.name} {middle[server.name] * 1000:,.1f} ms{ratio}")
        print(f"{title}: " + "; ".join(cells), flush=True)


if __name__ == "__main__":
    main()

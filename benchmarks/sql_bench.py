"""GoogleSQL over billing rows on the local BigQuery server and on another server of BigQuery's API, in one run.

    python3 -m venv /tmp/client
    /tmp/client/bin/pip install google-cloud-bigquery pyarrow duckdb
    /tmp/client/bin/python benchmarks/sql_bench.py ours=9050 other=9150 engine=duckdb [--rows 1000000] [--reps 5]

Each name=REST is a server on this machine; the first one is divided by. name=duckdb is the engine alone, in this
process and asked in its own words: what no server that stands on it can be faster than. The rows and the queries are those of
CompiledSpeed. Rows are loaded as Parquet; the servers take turns at each task; printed are medians, and for all together
their sum, loading included. What a server answers otherwise than the first one is said beside its time.
"""

import argparse
import datetime
import io
import math
import statistics
import tempfile
import time
import uuid

import pyarrow as pa
import pyarrow.parquet as pq
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

FIELD = bigquery.SchemaField
SCHEMA = [
    FIELD("usage_start_time", "TIMESTAMP"),
    FIELD("service", "RECORD", fields=[FIELD("description", "STRING")]),
    FIELD("project", "RECORD", fields=[FIELD("id", "STRING")]),
    FIELD("location", "RECORD", fields=[FIELD("region", "STRING")]),
    FIELD("cost", "FLOAT64"),
    FIELD("usage", "FLOAT64"),
    FIELD("credits", "RECORD", mode="REPEATED", fields=[FIELD("amount", "FLOAT64")]),
]

QUERIES = {
    "cost by service, NUMERIC": """
        SELECT service.description AS service, COUNT(*) AS n, SUM(CAST(cost AS NUMERIC)) AS cost
        FROM billing GROUP BY service""",
    "net cost by day and project": """
        SELECT DATE(usage_start_time) AS day, project.id AS project,
          SUM(CAST(cost AS NUMERIC) + IFNULL(
            (SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c), CAST(0 AS NUMERIC))) AS net
        FROM billing GROUP BY day, project""",
    "usage by region, FLOAT64": """
        SELECT location.region AS region, SUM(cost) AS cost, AVG(usage) AS average, MAX(usage) AS most
        FROM billing WHERE cost > 0.5 GROUP BY region""",
    "three dearest services a day": """
        SELECT day, service, cost FROM (
          SELECT DATE(usage_start_time) AS day, service.description AS service, SUM(cost) AS cost
          FROM billing GROUP BY day, service)
        WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY day ORDER BY cost DESC, service) <= 3""",
    "projects of a week": """
        SELECT COUNT(*) AS n, COUNT(DISTINCT project.id) AS projects FROM billing
        WHERE DATE(usage_start_time) BETWEEN '2026-01-05' AND '2026-01-11' AND service.description LIKE '%7%'""",
}


# The same in the engine's words, as somebody would write them who needs no BigQuery.
BY_HAND = {
    "cost by service, NUMERIC": """
        SELECT service.description, count(*), sum(CAST(cost AS DECIMAL(38,9))) FROM billing GROUP BY 1""",
    "net cost by day and project": """
        SELECT CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE), project.id,
          sum(CAST(cost AS DECIMAL(38,9)) + ifnull(
            list_sum(list_transform(credits, lambda c: CAST(c.amount AS DECIMAL(38,9)))), 0))
        FROM billing GROUP BY 1, 2""",
    "usage by region, FLOAT64": """
        SELECT location.region, sum(cost), avg(usage), max(usage) FROM billing WHERE cost > 0.5 GROUP BY 1""",
    "three dearest services a day": """
        SELECT day, service, cost FROM (
          SELECT CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE) AS day, service.description AS service,
            sum(cost) AS cost FROM billing GROUP BY 1, 2)
        QUALIFY row_number() OVER (PARTITION BY day ORDER BY cost DESC, service) <= 3""",
    "projects of a week": """
        SELECT count(*), count(DISTINCT project.id) FROM billing
        WHERE CAST(usage_start_time AT TIME ZONE 'UTC' AS DATE) BETWEEN DATE '2026-01-05' AND DATE '2026-01-11'
          AND service.description LIKE '%7%'""",
}


class Engine:
    def __init__(self, name):
        import duckdb

        self.name = name
        self.connection = duckdb.connect()

    def load(self, data):
        with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
            file.write(data)
            file.flush()
            self.connection.execute(f"CREATE OR REPLACE TABLE billing AS SELECT * FROM read_parquet('{file.name}')")

    def query(self, title, _):
        return sorted(self.connection.execute(BY_HAND[title]).fetchall())


class Server:
    def __init__(self, name, rest):
        self.name = name
        self.client = bigquery.Client(
            project="bench",
            credentials=AnonymousCredentials(),
            client_options=ClientOptions(api_endpoint=f"http://127.0.0.1:{rest}"),
        )
        self.dataset = "sql_" + uuid.uuid4().hex[:8]
        self.client.create_dataset(self.dataset)
        self.table = ""

    def load(self, data):
        self.table = f"bench.{self.dataset}.t{uuid.uuid4().hex[:8]}"
        self.client.create_table(bigquery.Table(self.table, schema=SCHEMA))
        options = bigquery.ParquetOptions()
        options.enable_list_inference = True
        config = bigquery.LoadJobConfig(
            source_format="PARQUET", schema=SCHEMA, write_disposition="WRITE_APPEND", parquet_options=options
        )
        self.client.load_table_from_file(io.BytesIO(data), self.table, job_config=config).result()

    def query(self, title, n):
        # Another text each time: nothing is known from before.
        text = f"/* {n} */ " + QUERIES[title].replace("FROM billing", f"FROM `{self.table}`")
        return sorted(tuple(row) for row in self.client.query_and_wait(text, page_size=20_000))


def rows(count):
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    minutes = [start + datetime.timedelta(minutes=m) for m in range(44_640)]
    records = {
        "service": [{"description": f"Service {i}"} for i in range(23)],
        "project": [{"id": f"project-{i}"} for i in range(401)],
        "location": [{"region": f"region-{i}"} for i in range(17)],
    }
    return pa.table(
        {
            "usage_start_time": pa.array([minutes[i % 44_640] for i in range(count)], pa.timestamp("us", "UTC")),
            **{name: pa.array([values[i % len(values)] for i in range(count)]) for name, values in records.items()},
            "cost": pa.array([round(i % 100_003 * 0.0137, 6) for i in range(count)]),
            "usage": pa.array([i % 7919 / 8 for i in range(count)]),
            "credits": pa.array(
                [[{"amount": -round((i + k) % 97 * 0.0113, 6)} for k in range(i % 4)] for i in range(count)]
            ),
        }
    )


def same(mine, other):
    if len(mine) != len(other):
        return False
    return all(alike(a, b) for one, two in zip(mine, other) for a, b in zip(one, two))


def alike(a, b):
    if isinstance(a, (str, datetime.date)):
        return a == b
    return math.isclose(float(a), float(b), rel_tol=1e-12)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("servers", nargs="+")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--reps", type=int, default=5)
    arguments = parser.parse_args()
    servers = [Engine(name) if at == "duckdb" else Server(name, at) for name, at in (text.split("=") for text in arguments.servers)]
    sink = io.BytesIO()
    pq.write_table(rows(arguments.rows), sink)
    data = sink.getvalue()
    print(f"{arguments.rows:,} rows, {len(data):,} bytes of Parquet, medians of {arguments.reps}")
    tasks = {"load of Parquet": lambda server, _: server.load(data)}
    for title in QUERIES:
        tasks[title] = lambda server, n, title=title: server.query(title, n)
    sums = {server.name: 0.0 for server in servers}
    for title, task in tasks.items():
        times = {server.name: [] for server in servers}
        answers = {}
        for n in range(arguments.reps):
            for server in servers:
                begun = time.perf_counter()
                answers[server.name] = task(server, n)
                times[server.name].append(time.perf_counter() - begun)
        first = answers[servers[0].name]
        medians = {name: statistics.median(many) for name, many in times.items()}
        report(title, medians, servers)
        for server in servers:
            sums[server.name] += medians[server.name]
            if first is not None and not same(first, answers[server.name]):
                print(f"  {server.name} answers otherwise: {answers[server.name][:2]} instead of {first[:2]}")
    report("all together", sums, servers)


def report(title, times, servers):
    first = times[servers[0].name]
    text = ", ".join(f"{name} {seconds * 1000:,.0f} ms ({seconds / first:.1f})" for name, seconds in times.items())
    print(f"{title}: {text}")


if __name__ == "__main__":
    main()

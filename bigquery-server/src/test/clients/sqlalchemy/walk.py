"""SQLAlchemy's BigQuery dialect: reads a schema, writes and reads rows.

usage: walk.py http://127.0.0.1:PORT
"""

import sys
import uuid

from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery
from sqlalchemy import Column, Date, Integer, MetaData, Numeric, String, Table, create_engine, func, inspect, select

client = bigquery.Client(
    project="walk", credentials=AnonymousCredentials(), client_options=ClientOptions(api_endpoint=sys.argv[1])
)
name = "alchemy_" + uuid.uuid4().hex[:8]
client.create_dataset(name)
client.default_query_job_config = bigquery.QueryJobConfig(default_dataset=f"walk.{name}")
engine = create_engine(
    f"bigquery://walk/{name}?user_supplied_client=True", connect_args={"client": client}, arraysize=1000
)


def check(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: got {got!r}, wanted {wanted!r}")
    print("ok", what)


metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("id", Integer, nullable=False),
    Column("name", String),
    Column("price", Numeric),
    Column("day", Date),
)
metadata.create_all(engine)
client.query(f"CREATE VIEW {name}.seen AS SELECT id FROM {name}.things").result()
found = inspect(engine)
check("schemas", name in found.get_schema_names(), True)
check("tables", found.get_table_names(), ["things"])
check("views", found.get_view_names(), ["seen"])
check("has_table", (found.has_table("things"), found.has_table("none")), (True, False))
check("columns", [column["name"] for column in found.get_columns("things")], ["id", "name", "price", "day"])
check("nullable", [column["nullable"] for column in found.get_columns("things")], [False, True, True, True])
check("keys", (found.get_foreign_keys("things"), found.get_pk_constraint("things")["constrained_columns"]), ([], []))
with engine.begin() as connection:
    connection.execute(things.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    rows = connection.execute(select(things.c.id, things.c.name).where(things.c.id > 0).order_by(things.c.id)).fetchall()
    check("rows", [tuple(row) for row in rows], [(1, "a"), (2, "b")])
    check("count", connection.execute(select(func.count()).select_from(things)).scalar(), 2)
metadata.drop_all(engine, tables=[things])
client.delete_dataset(name, delete_contents=True)
print("sqlalchemy: all ok")

"""The ground other tests stand on."""

from __future__ import annotations

from tests.fixtures.databases import Cluster


def test_a_cluster_makes_databases_and_drops_them(cluster: Cluster) -> None:
    import psycopg

    name = cluster.create()
    with psycopg.connect(cluster.url(name)) as connection:
        row = connection.execute("SELECT current_database()").fetchone()
    assert row == (name,)
    cluster.drop(name)
    with psycopg.connect(cluster.admin_url) as connection:
        left = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert left is None

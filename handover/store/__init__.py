"""The store: tables, migrations, history and queries. SQLite by default, PostgreSQL by URL."""

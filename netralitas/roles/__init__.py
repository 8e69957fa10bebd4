"""Database roles on PostgreSQL: what each process may do with each column, and which rows it sees."""

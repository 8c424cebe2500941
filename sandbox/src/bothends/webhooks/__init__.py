"""What Meta tells the outside: bodies, signatures, queues, retries."""

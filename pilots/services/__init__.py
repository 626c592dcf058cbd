"""Every write on pilots; one function per thing that happens."""

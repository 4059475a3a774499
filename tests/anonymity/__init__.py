"""The proof that nobody can be found behind a case: searching, linking, and leaks on purpose."""

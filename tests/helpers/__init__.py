"""What tests of several rooms share: databases, files written for a test, doors. No assertions."""

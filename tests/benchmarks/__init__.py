"""What `make bench` measures. Not part of the tests: nothing here decides whether a change is right."""

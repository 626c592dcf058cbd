"""The red thread (Roter Faden): from a line of a protocol to what came of it, and back (docs/thread.md)."""

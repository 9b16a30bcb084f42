"""The recommended architecture as a small project that runs: pieces chosen by decision, then rendered."""

"""``python -m advisor``."""

from advisor.cli.main import run_and_leave

if __name__ == "__main__":
    run_and_leave()

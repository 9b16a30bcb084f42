"""The lab: trade-offs measured with real parts (a database, an HTTP service, an on-device runtime) on real data.

Each experiment is one function from data, sizes and a seed to a :class:`~advisor.lab.result.Result`. It starts what it
needs on loopback and leaves nothing behind. Needs the extra ``lab``.
"""

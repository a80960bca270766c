"""The exchange held against a simple model of what must become of what people do.

``expectation.py`` is the model: plain values, nothing of the product. ``world.py`` is the real
thing: the client's services over a real encrypted database, and the real mock of the region.
``machine.py`` does the same to both at random, with faults on the way, and compares. Two tests
run it: ``test_exchange_in_process.py`` calls the region's program in the client's process,
``test_exchange_over_http.py`` through a web server: the same stories each time. Other ones, in a
long search::

    python -m tests.model.long --examples 20000 [--http] [--seed N]
"""

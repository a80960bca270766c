"""The work list: what waits for someone, stored so that it opens at once, renewed from the log.

``reading`` shows it and is on the way of the first page; ``renewal`` brings it up to date.
"""

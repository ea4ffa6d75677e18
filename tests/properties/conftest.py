"""Property tests: the same examples in each run, however long one takes.

`HYPOTHESIS_EXAMPLES=5000 pytest tests/properties` looks further.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fixed",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "100")),
    # The fixtures set up what no example changes for the next; machines are as busy as they are.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("fixed")

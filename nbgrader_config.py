"""Makes nbgrader grade this course through the autograder: no student's code runs in a kernel of yours.

`nbgrader autograde`, the formgrader's button and `autograder grade` give the same scores with it. Settings of your
own may follow below.
"""

from autograder.nbgrader.settings import configure

configure(get_config(), __file__)  # noqa: F821 - nbgrader provides get_config

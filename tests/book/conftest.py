"""What several tests of the book share: its pages for paper."""

import pytest
from coursebook.publish.print import make


@pytest.fixture(scope="session")
def paper():
    return make.pages()

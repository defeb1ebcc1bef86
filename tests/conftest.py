"""What every test may rely on: a migrated database, quickly."""

import pytest
from django.test import TransactionTestCase

pytest_plugins = ["tests.cast"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    from tests.databases import strategy

    database = strategy()
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        # After a test that really committed, Django would flush every table, what migrations wrote as well.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.restore())
        database.prepare()
        with django_db_blocker.block():
            yield
        database.drop()

"""The sentences about a service name only what its department may know."""

import pytest

from catalog.references import called
from tickets.models import Lifecycle

pytestmark = pytest.mark.django_db


def test_another_departments_lifecycle_keeps_its_name_to_itself(company):
    shared = Lifecycle.objects.get(slug="request")
    Lifecycle.objects.filter(slug="release").update(department=company.hr, name="Quiet dismissals")

    assert called("finance")("lifecycle", shared.slug) == shared.label
    assert called("finance")("lifecycle", "release") == "release"
    assert called("hr")("lifecycle", "release") == "Quiet dismissals"

"""What one process saves, another shows on its next request."""

import os
import subprocess
import sys
from urllib.request import urlopen

import pytest
from django.conf import settings

from publishing import verbs
from tests.content import make_place, make_species
from tests.workers import database_url

pytestmark = pytest.mark.django_db(transaction=True)


def manage(*words: str) -> str:
    """Runs a command in a process of its own, on the test database."""
    environment = {**os.environ, "DATABASE_URL": database_url()}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_page_published_by_another_process_is_seen_on_the_next_request(live_server):
    place = make_place()
    verbs.publish(place, by=None)
    species = make_species()
    species.places.add(place)
    verbs.publish(species, by=None)
    address = f"{live_server.url}/species/amur-leopard/"
    assert "Leopard Land" not in urlopen(address).read().decode()
    place.name = "Leopard Land"
    place.save()
    verbs.save_draft(place, by=None)
    verbs.publish(place, by=None)
    # Kept by now, with the old name: the edition of the species has not changed yet.
    assert "Leopard Land" not in urlopen(address).read().decode()
    assert "/species/amur-leopard/" in manage("stale", "--publish")
    assert "Leopard Land" in urlopen(address).read().decode()
    assert manage("stale") == ""

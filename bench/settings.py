"""The site's own settings, with one more address: a view that returns a constant."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

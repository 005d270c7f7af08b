from django.apps import AppConfig


class SpeciesConfig(AppConfig):
    name = "wcs_species"
    verbose_name = "Species"

    def ready(self) -> None:
        from wcs_species import checks, pages, panels  # noqa: F401, PLC0415 - the app registry must be ready first

        pages.register()
        panels.register()

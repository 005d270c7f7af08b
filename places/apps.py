from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"
    verbose_name = "Places"

    def ready(self) -> None:
        from places import checks, pages  # noqa: F401, PLC0415 - the app registry must be ready first

        pages.register()

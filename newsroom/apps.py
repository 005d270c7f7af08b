from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsroom import checks, pages, panels  # noqa: F401, PLC0415 - the app registry must be ready first

        pages.register()
        panels.register()

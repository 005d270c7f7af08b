from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsroom import pages, panels  # noqa: PLC0415 - the app registry must be ready first

        pages.register()
        panels.register()

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from publishing import text_checks  # noqa: F401, PLC0415 - the app registry must be ready first

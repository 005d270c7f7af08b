from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports of errors"

    def ready(self) -> None:
        from newsletter import elsewhere  # noqa: PLC0415 - the app registry must be ready first
        from reports import readers  # noqa: PLC0415

        elsewhere.register(readers.HOLDING)

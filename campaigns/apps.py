from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Campaigns and appeals"

    def ready(self) -> None:
        from campaigns import panels  # noqa: PLC0415 - the app registry must be ready first

        panels.register()

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = "Website"

    def ready(self) -> None:
        from website import pages, panels, sender  # noqa: PLC0415 - the app registry must be ready first

        pages.register()
        panels.register()
        sender.register()

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = "Website"

    def ready(self) -> None:
        from website import checks, pages, panels, sender  # noqa: F401, PLC0415 - the app registry must be ready first

        pages.register()
        panels.register()
        sender.register()

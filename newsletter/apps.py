from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Newsletter"

    def ready(self) -> None:
        from newsletter import panels, webhooks  # noqa: PLC0415 - the app registry must be ready first

        panels.register()
        webhooks.listen()

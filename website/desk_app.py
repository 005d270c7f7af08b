"""Makes our Desk the site that every `admin.register` means."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "website.desk.Desk"

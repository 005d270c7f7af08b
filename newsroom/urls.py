from django.urls import path, register_converter

from newsroom import views


class Year:
    regex = r"\d{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class Month(Year):
    regex = r"0[1-9]|1[0-2]"

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


register_converter(Year, "yyyy")
register_converter(Month, "mm")

urlpatterns = [
    path("newsroom/", views.index),
    path("newsroom/feed/", views.feed),
    path("newsroom/<yyyy:year>/<mm:month>/<slug:slug>/", views.item),
]

from django.urls import path, re_path

from photos import views

urlpatterns = [
    re_path("^photos/(?P<key>[0-9a-f]{12})/$", views.lead),
    path("media/<path:name>", views.media, name="media"),
]

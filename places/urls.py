from django.urls import path

from places import views

urlpatterns = [
    path("places/", views.index),
    path("places/<slug:slug>/", views.place),
]

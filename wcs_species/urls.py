from django.urls import path

from wcs_species import views

urlpatterns = [
    path("species/", views.index),
    path("species/<slug:slug>/", views.profile),
    path("species/<slug:slug>/photos/<int:number>/", views.photo),
    path("species/<slug:slug>/card.jpg", views.card),
    path("species/<slug:slug>/embed/", views.embed),
    path("species/<slug:slug>/history/", views.changes),
    path("species/<slug:slug>/editions/<int:number>/", views.past_edition),
]

from django.urls import path

from wcs_species import across, views

urlpatterns = [
    path("species/", views.index),
    path("species/compare/", across.compare),
    path("species/threats/", across.threats),
    path("species/threats.csv", across.threats_csv),
    path("species/<slug:slug>/", views.profile),
    path("species/<slug:slug>/counts.csv", across.counts_csv),
    path("species/<slug:slug>/photos/<int:number>/", views.photo),
    path("species/<slug:slug>/card.jpg", views.card),
    path("species/<slug:slug>/embed/", views.embed),
    path("species/<slug:slug>/editions/<int:number>/cite.<str:form>", views.cite),
]

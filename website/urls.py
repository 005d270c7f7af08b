from django.urls import path

from website import downloads, views

urlpatterns = [
    path("", views.home),
    path("search/", views.search),
    path("glossary/", views.glossary),
    path("downloads/<str:name>", downloads.serve),
    path("sitemap.xml", views.sitemap),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    # Last: a plain page stands directly under the root.
    path("<slug:slug>/", views.plain),
]

from django.urls import path

from publishing import history
from website import downloads, previews, styleguide, views

urlpatterns = [
    path("", views.home),
    path("search/", views.search),
    path("glossary/", views.glossary),
    path("downloads/<str:name>", downloads.serve),
    path("styleguide/", styleguide.guide),
    path("styleguide/card.jpg", styleguide.card),
    path("styleguide/<slug:name>/", styleguide.case),
    path("preview/<str:token>/", previews.shared),
    path("preview/<str:token>/media/<path:name>", previews.media),
    path("sitemap.xml", views.sitemap),
    path("favicon.ico", views.favicon),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    # Of every kind of page.
    path("<path:page>/history/", history.listing),
    path("<path:page>/editions/<int:number>/", history.edition),
    # Last: a plain page stands directly under the root.
    path("<slug:slug>/", views.plain),
]

from django.urls import path

from newsletter import self_service, views

app_name = "newsletter"

urlpatterns = [
    path("newsletter/", views.sign_up, name="sign_up"),
    path("newsletter/check-your-inbox/", views.check_your_inbox, name="check_your_inbox"),
    path("newsletter/confirm/<str:token>/", views.confirm, name="confirm"),
    path("newsletter/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("newsletter/preferences/<str:token>/", self_service.preferences, name="preferences"),
    path("newsletter/change/<str:token>/", self_service.change, name="change"),
    path("newsletter/issues/", views.issues, name="issues"),
    path("newsletter/issues/<int:number>/", views.issue, name="issue"),
]

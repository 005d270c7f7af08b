"""A campaign's page of its own, and the count of how often it lay over others."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from campaigns import panels, tally
from campaigns.models import Campaign
from publishing.guard import private, public_form
from publishing.pages import show, state_of


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """What lies over other pages, to be read without JavaScript and sent to others."""
    found = next((one for one in panels.campaigns(state_of(request)) if one.campaign.slug == slug), None)
    if found is None:
        raise Http404("There is no such campaign now.")
    return show(request, "campaigns/campaign.html", {"shown": found}, kind="campaign")


@private
@public_form
@require_POST
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    """One more who saw it, and what followed; nothing is said back."""
    found = Campaign.objects.live().filter(slug=slug).first()
    if found and not tally.does_not_want(request):
        if tally.are_too_many(request):
            return HttpResponse(status=429)
        tally.count(found, request.POST.get("outcome", ""))
    return HttpResponse(status=204)

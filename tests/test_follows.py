"""Following an animal: told of what changed only when an editor says so, an hour later, and once a week at most."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from newsletter import delivery, digests, follows, issues, notices, outbox, sender, signups, tokens
from newsletter.models import Consent, Delivery, Issue, Notice, SignUp, Subscriber, Topic
from publishing import verbs
from publishing.models import Edition
from tests.content import make_source, make_species, make_user
from tests.forms import fields
from tests.letters import make_issue, make_reader, make_topic, send, states
from tests.smtp import text_of
from wcs_species.models import Assessment, Count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letterhead")]

PAGE = "/species/amur-leopard/"


@pytest.fixture
def leopard(editor):
    species = make_species()
    verbs.publish(species, by=editor)
    return species


def topic_of(species):
    return follows.begin(follows.slug_of(species.page.uid))


def follower(*species, **changes):
    return make_reader(topics=tuple(topic_of(each) for each in species), **changes)


def form(species) -> str:
    return f"/admin/wcs_species/species/{species.pk}/change/"


def count_again(species, low=130, **changes):
    """A new count in its series, comparable with the one before."""
    given = {"series": species.series.get(), "year": 2024, "qualifier": "exactly", "low": low, "comparable": "yes"}
    return Count.objects.create(species=species, source=make_source(), **{**given, **changes})


def publish(species, **how) -> Edition:
    verbs.save_draft(species, by=None)
    return verbs.publish(species, by=None, **how)


def tell(species, words="More of them.") -> Notice:
    count_again(species)
    return notices.tell(publish(species), words=words, by=make_user())


def hours_pass(hours: int) -> None:
    """Everything that happened moves back by it."""
    ago = timedelta(hours=hours)
    for notice in Notice.objects.all():
        Notice.objects.filter(pk=notice.pk).update(held_until=notice.held_until - ago)
    for issue in Issue.objects.filter(started_at__isnull=False):
        moved = {name: at - ago for name in ("started_at", "finished_at") if (at := getattr(issue, name))}
        Issue.objects.filter(pk=issue.pk).update(**moved)


def work():
    while digests.step() or delivery.step():
        pass


# Who follows


def test_a_reader_follows_the_animal_of_a_page_though_nobody_made_a_topic(client, leopard):
    slug = re.search(r'name="topics" value="(species-\w+)"', client.get(PAGE).content.decode())[1]
    assert follows.slug_of(leopard.page.uid) == slug
    client.post("/newsletter/", {"email": "ada@example.org", "topics": [slug, f"species-{'0' * 32}"], "page": PAGE})
    signups.handle(SignUp.objects.get())
    signups.confirm(Consent.objects.get())
    reader = Subscriber.objects.get()
    topic = reader.topics.get()
    assert (topic.name, topic.species, topic.is_offered) == ("Amur leopard", leopard, False)
    # Offered there, and nowhere else; chosen again it is the same one.
    assert f'value="{slug}"' in client.get(PAGE).content.decode()
    assert slug not in client.get("/newsletter/").content.decode()
    assert topic_of(leopard) == topic


def test_a_page_offers_the_topic_that_editors_made_of_its_animal_once(client, leopard):
    make_topic("Big cats")
    make_topic("Leopards", species=leopard)
    page = client.get(PAGE).content.decode()
    assert page.count('value="leopards"') == 1
    assert page.index("Follow this animal") > page.index('value="leopards"')
    refused = client.post("/newsletter/", {"email": "ada", "topics": follows.slug_of(leopard.page.uid)})
    assert re.search(rf'value="{follows.slug_of(leopard.page.uid)}" checked', refused.content.decode())


# The question


def test_the_page_of_a_follower_does_not_say_that_following_is_all_they_read(client, leopard):
    make_topic("Birds")
    reader = follower(leopard)
    page = client.get(urlsplit(tokens.preferences_link(reader.uid)).path).content.decode()
    interests, _, followed = page.partition("Without a choice you get everything.")
    assert "Birds" in interests
    assert "Amur leopard" not in interests
    assert "Animals you follow" in followed
    client.force_login(make_user())
    record = client.get(f"/admin/newsletter/subscriber/{reader.pk}/change/").content.decode()
    assert "Everything, follows Amur leopard" in record
    counted = client.get("/admin/newsletter/subscriber/reports/").context["interests"]
    assert counted == [("Everything", 1), ("Amur leopard", 1), ("Birds", 0)]
    assert re.search(r"checked>\s*Amur leopard", followed)


def test_publishing_a_new_count_asks_and_the_answer_no_is_nothing_done(client, leopard, postbox):
    follower(leopard)
    follower(leopard)
    make_reader()
    follower(leopard, state="unsubscribed")
    assert b"Tell 2 followers?" not in client.get(form(leopard)).content
    count_again(leopard)
    data = fields(client.get(form(leopard)), "species_form")
    page = client.post(form(leopard), data | {"_publish": "1"}, follow=True).content.decode()
    assert "Tell 2 followers?" in page
    assert "A new count: 130 adults, Land of the Leopard, 2024. A rise from 84 in 2018." in page
    hours_pass(2)
    work()
    assert not postbox.received


@pytest.mark.parametrize(
    ("method", "comparable", "low", "said"),
    [
        ("camera traps", "yes", 60, " A fall from 84 in 2018."),
        ("camera traps", "unsure", 130, ""),
        ("camera traps", "no", 130, ""),
        ("", "yes", 130, ""),
    ],
)
def test_a_rise_or_a_fall_is_said_only_within_a_comparable_series(leopard, method, comparable, low, said):
    follower(leopard)
    leopard.series.update(method=method)
    count_again(leopard, low, comparable=comparable)
    asked = notices.question(leopard.page_id, publish(leopard))
    assert asked.words == f"A new count: {low} adults, Land of the Leopard, 2024.{said}"


def test_status_and_actions_are_told_and_words_are_not(leopard):
    follower(leopard)
    Assessment.objects.create(species=leopard, category="EN", assessed="2024", source=make_source())
    leopard.actions.create(title="Rangers on skis", since=2024, source=make_source())
    leopard.actions.filter(title="Fire crews").update(result="No fire for three springs.")
    asked = notices.question(leopard.page_id, edition := publish(leopard))
    assert asked.words == (
        "Its Red List status changed from Critically Endangered to Endangered, assessed in 2024. "
        "What came of “Fire crews”: No fire for three springs. A new conservation action: Rangers on skis, since 2024."
    )
    notices.decline(edition, by=make_user())
    leopard.fast_facts.update(text="It leaps six metres.")
    assert notices.question(leopard.page_id, publish(leopard)) is None


def test_a_minor_change_a_roll_back_and_a_page_without_followers_never_ask(client, leopard):
    count_again(leopard)
    edition = publish(leopard)
    assert notices.question(leopard.page_id, edition) is None
    follower(leopard)
    assert notices.question(leopard.page_id, edition)
    notices.decline(edition, by=make_user())
    leopard.counts.filter(year=2024).update(low=131)
    assert notices.question(leopard.page_id, publish(leopard, minor=True)) is None
    rolled_back = verbs.roll_back(leopard.page, to=1, by=None)
    assert notices.question(leopard.page_id, rolled_back) is None
    assert b"Tell 1 follower" not in client.get(form(leopard)).content


def test_the_question_stays_until_it_is_answered_with_all_that_followers_were_not_told(client, leopard):
    follower(leopard)
    count_again(leopard)
    publish(leopard)
    leopard.fast_facts.update(text="Its winter coat is seven centimetres deep, all over.")
    publish(leopard, minor=True)
    leopard.actions.create(title="Rangers on skis", source=make_source())
    edition = publish(leopard)
    page = client.get(form(leopard)).content.decode()
    said = "A new count: 130 adults, Land of the Leopard, 2024. A rise from 84 in 2018. A new conservation action: "
    assert f"{said}Rangers on skis." in page
    answer = client.post(f"/admin/newsletter/notice/{edition.pk}/tell/", {"words": "", "nobody": ""}, follow=True)
    assert "Nobody is told." in answer.content.decode()
    assert "Tell 1 follower" not in answer.content.decode()
    assert "Nobody was to be told, said ann." in client.get("/admin/newsletter/notice/").content.decode()
    assert not Notice.objects.waiting().exists()
    # From there on only what is new.
    leopard.counts.filter(year=2024).update(low=131)
    asked = notices.question(leopard.page_id, publish(leopard))
    assert asked.words == "A corrected count: 131 adults, Land of the Leopard, 2024. This page said 130 before."


def test_what_was_never_told_is_asked_about_a_week_and_then_known(leopard):
    follower(leopard)
    count_again(leopard)
    publish(leopard)
    for edition in Edition.objects.order_by("number"):
        moved = {name: getattr(edition, name) for name in ("created_at", "in_force_from", "in_force_until")}
        ago = {name: at - timedelta(days=8) for name, at in moved.items() if at}
        Edition.objects.filter(pk=edition.pk).update(**ago)
    assert notices.question(leopard.page_id, leopard.page.editions.last()) is None
    leopard.actions.create(title="Rangers on skis", source=make_source())
    asked = notices.question(leopard.page_id, publish(leopard))
    assert asked.words == "A new conservation action: Rangers on skis."


def test_what_was_dropped_because_the_page_changed_is_still_to_be_told(leopard, postbox):
    follower(leopard)
    tell(leopard)
    leopard.counts.filter(year=2024).update(low=131)
    edition = publish(leopard)
    hours_pass(1)
    work()
    assert not postbox.received
    asked = notices.question(leopard.page_id, edition)
    assert asked.words == "A new count: 131 adults, Land of the Leopard, 2024. A rise from 84 in 2018."
    notices.tell(edition, words=asked.words, by=make_user())
    hours_pass(1)
    work()
    assert "131 adults" in text_of(postbox.received[0])


def test_who_may_not_tell_is_not_asked_and_tells_nobody(client, leopard, django_user_model):
    follower(leopard)
    count_again(leopard)
    edition = publish(leopard)
    client.force_login(django_user_model.objects.create_user("eve", is_staff=True))
    response = client.post(f"/admin/newsletter/notice/{edition.pk}/tell/", {"words": "Pills."})
    assert response.status_code == 403
    assert not Notice.objects.exists()


def test_nothing_is_promised_while_a_mail_could_not_say_who_writes(client, leopard, monkeypatch):
    monkeypatch.setattr(sender, "_load", None)
    follower(leopard)
    count_again(leopard)
    edition = publish(leopard)
    page = client.post(f"/admin/newsletter/notice/{edition.pk}/tell/", {"words": "More."}, follow=True)
    assert "The site has no postal address." in page.content.decode()
    assert not Notice.objects.exists()


# Held for an hour, then in the digest


def test_it_is_held_for_an_hour_and_goes_to_those_who_follow_in_the_words_of_the_editor(client, leopard, postbox):
    reader = follower(leopard)
    make_reader()
    follower(leopard, paused_until=timezone.now() + timedelta(days=1))
    count_again(leopard)
    edition = publish(leopard)
    said = client.post(
        f"/admin/newsletter/notice/{edition.pk}/tell/", {"words": "There are\n130 now."}, follow=True
    ).content.decode()
    assert "Take back: do not tell them" in said
    assert "Tell 1 follower" not in said
    assert "1</strong> message to followers waits" in client.get("/admin/").content.decode()
    assert client.post(f"/admin/newsletter/notice/{edition.pk}/tell/", {"words": "Again."}).status_code == 302
    assert Notice.objects.count() == 1
    work()
    assert not postbox.received
    hours_pass(1)
    work()
    (mail,) = postbox.received
    assert mail["To"] == reader.email
    assert mail["Subject"] == "Amur leopard: what changed"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "There are 130 now." in text_of(mail)
    assert "http://testserver/species/amur-leopard/" in text_of(mail, "html")
    assert "you follow this animal" in text_of(mail)
    # A digest is nobody's issue: it has no number and no web copy.
    assert "issue" not in text_of(mail).lower()
    assert not Issue.objects.public().exists()
    assert "Sent with the digest of" in client.get("/admin/newsletter/notice/").content.decode()
    digest = Issue.objects.get()
    assert "Amur leopard" in client.get(f"/admin/newsletter/issue/{digest.pk}/send/").content.decode()
    assert client.get(f"/admin/newsletter/delivery/?issue={digest.pk}").status_code == 200
    assert "Digest: Amur leopard" in client.get("/admin/newsletter/subscriber/reports/").content.decode()
    unsubscribe = re.search(r"/newsletter/unsubscribe/\S+/", text_of(mail))[0]
    client.post(unsubscribe)
    assert Consent.objects.get(act="withdrawn").issue == digest


@pytest.mark.parametrize("place", ["form", "list"])
def test_what_is_taken_back_within_the_hour_does_not_go_out(client, leopard, postbox, place):
    follower(leopard)
    notice = tell(leopard)
    if place == "form":
        assert f"/admin/newsletter/notice/{notice.pk}/cancel/" in client.get(form(leopard)).content.decode()
        client.post(f"/admin/newsletter/notice/{notice.pk}/cancel/")
    else:
        client.post("/admin/newsletter/notice/", {"action": "take_back", "_selected_action": notice.pk})
    hours_pass(2)
    work()
    assert not postbox.received
    assert "Taken back by ann" in client.get("/admin/newsletter/notice/").content.decode()


@pytest.mark.parametrize("what", ["taken down", "rolled back", "taken out by hand"])
def test_what_the_page_no_longer_says_does_not_go_out(leopard, postbox, what):
    follower(leopard)
    notice = tell(leopard)
    if what == "taken down":
        verbs.take_down(leopard.page, by=None, why="wrong")
    elif what == "rolled back":
        verbs.roll_back(leopard.page, to=1, by=None)
    else:
        leopard.counts.filter(year=2024).delete()
        publish(leopard)
    hours_pass(1)
    work()
    assert not postbox.received
    notice.refresh_from_db()
    assert notice.why == notices.OTHERWISE


def test_a_comma_mended_within_the_hour_does_not_stop_it(leopard, postbox):
    follower(leopard)
    tell(leopard)
    leopard.fast_facts.update(text="Its winter coat is seven centimetres deep, all over.")
    publish(leopard, minor=True)
    hours_pass(1)
    work()
    assert len(postbox.received) == 1


@pytest.fixture
def scheduled(leopard) -> Edition:
    """A new count in two days' time."""
    follower(leopard)
    count_again(leopard)
    verbs.save_draft(leopard, by=None)
    return verbs.schedule(leopard, at=timezone.now() + timedelta(days=2), by=None)


def goes_live(edition, **ago):
    """As if it had been scheduled for that long ago."""
    at = timezone.now() - timedelta(**ago)
    earlier = Edition.objects.filter(page=edition.page, number__lt=edition.number)
    earlier.update(in_force_from=at - timedelta(days=60), in_force_until=at, created_at=at - timedelta(days=60))
    Edition.objects.filter(pk=edition.pk).update(in_force_from=at, created_at=at - timedelta(days=30))
    Notice.objects.update(held_until=at + timedelta(hours=1))


def test_a_scheduled_edition_is_told_an_hour_after_it_is_live(client, leopard, scheduled, postbox):
    client.force_login(make_user())
    page = client.get(form(leopard)).content.decode()
    hour = f"{scheduled.in_force_from:%-d %B %Y, %H:%M} UTC"
    assert f"It is held until an hour after the page says so, from {hour} on" in page
    answer = client.post(f"/admin/newsletter/notice/{scheduled.pk}/tell/", {"words": "More."}, follow=True)
    later = f"{scheduled.in_force_from + timedelta(hours=1):%-d %B %Y, %H:%M} UTC"
    assert f"It goes out on {later}." in answer.content.decode()
    hours_pass(24)
    work()
    goes_live(scheduled, minutes=59)
    work()
    assert not postbox.received
    goes_live(scheduled, minutes=61)
    work()
    work()
    (message,) = postbox.received
    assert "More." in text_of(message)


def test_what_was_scheduled_and_cancelled_is_told_to_nobody(leopard, scheduled, postbox):
    notice = notices.tell(scheduled, words="More.", by=make_user())
    verbs.cancel(scheduled, by=None)
    hours_pass(80)
    work()
    notice.refresh_from_db()
    assert (postbox.received, notice.why) == ([], notices.OTHERWISE)


def test_an_edition_scheduled_weeks_ahead_is_asked_about_when_it_is_live(leopard, scheduled):
    goes_live(scheduled, days=6)
    scheduled.refresh_from_db()
    assert notices.question(leopard.page_id, scheduled).begins == ""
    goes_live(scheduled, days=8)
    scheduled.refresh_from_db()
    assert notices.question(leopard.page_id, scheduled) is None


def test_a_week_s_changes_come_in_one_mail_with_what_each_reader_follows(leopard, editor, postbox):
    saola = make_species(common_name="Saola", scientific_name="Pseudoryx nghetinhensis", slug="saola")
    verbs.publish(saola, by=editor)
    cats, both = follower(leopard), follower(leopard, saola)
    tell(leopard, "Leopards: more.")
    hours_pass(1)
    work()
    assert sorted(str(mail["To"]) for mail in postbox.received) == sorted([cats.email, both.email])
    # The second of a week waits for the week to be over.
    tell(saola, "Saolas: more.")
    leopard.actions.create(title="Rangers on skis", source=make_source())
    notices.tell(publish(leopard), words="Rangers ski.", by=editor)
    hours_pass(6 * 24)
    work()
    assert len(postbox.received) == 2
    hours_pass(24)
    work()
    mails = {str(mail["To"]): mail for mail in postbox.received[2:]}
    assert set(mails) == {cats.email, both.email}
    assert "Rangers ski." in text_of(mails[cats.email])
    assert "Saolas" not in text_of(mails[cats.email])
    assert "Saolas: more." in text_of(mails[both.email])
    assert mails[both.email]["Subject"] == "Saola, Amur leopard: what changed"
    # Nothing changed since: nothing comes.
    hours_pass(24 * 30)
    work()
    assert len(postbox.received) == 4


def test_a_digest_that_stood_still_for_days_and_the_next_are_a_week_apart_for_each_reader(leopard, postbox):
    follower(leopard)
    tell(leopard, "The first.")
    hours_pass(1)
    assert digests.step()
    issues.pause(Issue.objects.get(), why="A typing error")
    # Whoever follows since then waits for it to be over, as everybody does.
    follower(leopard)
    leopard.actions.create(title="Rangers on skis", source=make_source())
    notices.tell(publish(leopard), words="The second.", by=make_user())
    hours_pass(8 * 24)
    work()
    assert not postbox.received
    issues.resume(Issue.objects.get())
    work()
    assert ["The first." in text_of(mail) for mail in postbox.received] == [True]
    hours_pass(6 * 24)
    work()
    assert len(postbox.received) == 1
    hours_pass(24)
    work()
    assert ["The second." in text_of(mail) for mail in postbox.received[1:]] == [True, True]


def test_a_digest_has_no_web_copy_and_its_pages_lead_to_none(client, leopard, postbox):
    follower(leopard)
    tell(leopard)
    hours_pass(1)
    work()
    digest = Issue.objects.get()
    client.force_login(make_user())
    for name in ("change", "send"):
        page = client.get(f"/admin/newsletter/issue/{digest.pk}/{name}/").content.decode()
        assert "Digest" in page
        assert "Web copy" not in page


def test_who_follows_no_more_when_their_turn_comes_is_skipped(leopard, postbox):
    reader, other = follower(leopard), follower(leopard)
    tell(leopard)
    hours_pass(1)
    assert digests.step()
    reader.topics.clear()
    work()
    assert [str(mail["To"]) for mail in postbox.received] == [other.email]
    assert states(Issue.objects.get()) == {"SENT": 1, "SKIPPED": 1}


def test_where_the_last_follower_left_no_digest_is_made(leopard, postbox):
    reader = follower(leopard)
    notice = tell(leopard)
    signups.unsubscribe(reader, "test")
    hours_pass(1)
    work()
    notice.refresh_from_db()
    assert notice.why == notices.NOBODY
    assert not Issue.objects.exists()


def test_issues_keep_their_own_numbers_and_reach_followers_too(leopard, postbox):
    follower(leopard)
    tell(leopard)
    hours_pass(1)
    work()
    birds = make_topic("Birds")
    make_reader(topics=(make_topic("Fish"),))
    draft = make_issue()
    draft.topics.add(birds)
    issue = send(draft)
    assert issue.number == 1
    assert Delivery.objects.filter(issue=issue).count() == 1


def test_the_confirmation_of_a_follower_goes_the_usual_way(client, leopard, postbox):
    client.post("/newsletter/", {"email": "ada@example.org", "topics": follows.slug_of(leopard.page.uid)})
    while outbox.step():
        pass
    assert len(postbox.received) == 1
    assert Topic.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_the_same_moment_begin_one_digest(postbox):
    leopard = make_species()
    verbs.publish(leopard, by=None)
    reader = follower(leopard)
    tell(leopard)
    leopard.actions.create(title="Rangers on skis", source=make_source())
    notices.tell(publish(leopard), words="Rangers ski.", by=make_user())
    hours_pass(1)

    def look(worker):
        try:
            return digests.step()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(look, range(8)))
    work()
    assert Issue.objects.count() == 1
    assert [str(mail["To"]) for mail in postbox.received] == [reader.email]
    assert "More of them." in text_of(postbox.received[0])
    assert "Rangers ski." in text_of(postbox.received[0])

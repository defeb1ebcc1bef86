from django.urls import path
from django.views.generic import RedirectView

from people.views import account, away, choosing, look, notices, undoing

app_name = "people"

urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/notices/", account.preferences, name="preferences"),
    path("account/tokens/", account.api_tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke-token"),
    path("account/security/", account.security, name="security"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end-other-sessions"),
    path("account/away/", away.away, name="away"),
    path("account/away/<int:pk>/end/", away.end, name="end-away"),
    path("look/", look.change_look, name="look"),
    path("undo/<slug:key>/", undoing.go_back, name="undo"),
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/count/", notices.bell_count, name="bell-count"),
    path("notices/read/", notices.read_all, name="read-all-notices"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("notices/<int:pk>/read/", notices.read_notice, name="read-notice"),
    path("people/choose/", choosing.choose_person, name="choose-person"),
    path("people/departments/choose/", choosing.choose_department, name="choose-department"),
    path("people/teams/choose/", choosing.choose_team, name="choose-team"),
    path("people/<int:pk>/", choosing.card, name="card"),
    # Mail addresses come from the directory or an administrator: allauth's page for them is not ours.
    path("accounts/email/", RedirectView.as_view(pattern_name="people:account")),
]

"""Assembles the API out of each app's router."""

from ninja import NinjaAPI

from catalog.api import router as services
from cmdb.api import router as items
from people.api import router as people
from servicedesk.api import errors
from servicedesk.api.auth import Bearer
from servicedesk.api.suggestions import router as suggestions
from tickets.api import router as tickets
from tickets.task_api import router as tasks

DESCRIPTION = """
What people do on the pages of the service desk, for programs: the same deeds, the same rights.

Send a token with each request, as `Authorization: Bearer …`; `manage.py token USERNAME` prints a new one,
and everybody issues theirs on the account page. Texts come in the language of the `Accept-Language` header,
else in the person's own. Lists come in pages: pass `next` of one answer as `cursor` of the next request.
A request that opens or says something may carry an `Idempotency-Key`: sent again, it does nothing twice.
A token, and an address without one, may ask so many times a minute; above that the answer is 429, and
`Retry-After` says in how many seconds to come again.
What is refused comes as `application/problem+json` (RFC 9457) with a stable `type`.
"""

api = NinjaAPI(
    title="Service desk",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="api",
    auth=Bearer(),
    docs_url=None,
)
api.add_router("", people, tags=["me"])
api.add_router("", services, tags=["services"])
api.add_router("", suggestions, tags=["suggestions"])
api.add_router("", tickets, tags=["tickets"])
api.add_router("", tasks, tags=["tasks"])
api.add_router("", items, tags=["items"])
errors.install(api)

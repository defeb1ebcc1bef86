from django.utils.translation import gettext_lazy as _

from journal.verbs import declare

declare("section.added", _("{actor} opened the section {subject}"), internal=True, icon="library")
declare("article.published", _("{actor} published {subject}"), internal=True, icon="book-open")
declare("article.retired", _("{actor} took {subject} back"), internal=True, icon="book-x")
declare("article.removed", _("{actor} deleted {subject}"), internal=True, icon="trash-2")
declare("article.helped", _("{subject} helped {actor}"), internal=True, icon="thumbs-up")
declare("article.missed", _("{subject} did not help {actor}: {comment}"), internal=True, icon="thumbs-down")
declare("article.solved", _("{subject} saved {actor} a request"), internal=True, icon="circle-check")

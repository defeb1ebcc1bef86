from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from journal.refusals import Refused
from people import tokens
from people.models import Person


class Command(BaseCommand):
    help = "Prints a new API token for a person; it is not shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="what the token is for")

    def handle(self, *args: object, username: str, name: str, **options: object) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no person with the user name {username!r}.")
        try:
            self.stdout.write(tokens.issue(person, name, timezone.now()))
        except Refused as refused:
            raise CommandError(str(refused)) from None

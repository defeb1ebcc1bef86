"""A small PDF for stories in which somebody sends one."""

from django.core.files.base import ContentFile

PAGE = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length {length}>>stream
{content}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def paper(name: str, title: str) -> ContentFile:
    """A page of PDF with a title on it (ISO 32000-1; only letters of Latin-1)."""
    words = title.encode("latin-1", "replace").decode("latin-1").replace("(", "[").replace(")", "]")
    content = f"BT /F1 24 Tf 72 760 Td ({words}) Tj ET"
    return ContentFile(PAGE.format(length=len(content), content=content).encode("latin-1"), name=name)

from django.http import HttpResponse


def pdf_response(*, name: str, pdf: bytes) -> HttpResponse:
    """Shown in the browser, under a name of plain letters; `no-store` comes from `private_by_default`."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response

from typing import Any

from django import forms


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A list of uploads, where Django's own field keeps the last one only."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in given or [None]]


class FilesForm(forms.Form):
    # Django keeps the uploads themselves under the same name, on each form; the field goes to `fields`.
    files = SeveralFilesField(  # type: ignore[assignment]
        label="Files",
        help_text="Word documents (.docx), Markdown (.md), or a .zip of them. At most 20 MB and 300 pages at a time.",
        widget=SeveralFiles(attrs={"accept": ".zip,.md,.docx,.yaml"}),
        error_messages={
            "required": "Choose the files first.",
            "empty": "One of these files is empty. Leave it out.",
            "max_length": "One of these files has too long a name.",
        },
    )

    def contents(self) -> list[tuple[str, bytes]]:
        return [(file.name, file.read()) for file in self.cleaned_data["files"]]

from django import forms


class PageNameForm(forms.Form):
    words = forms.CharField(
        label="Name of the page", max_length=100, error_messages={"required": "Write a word of its name."}
    )


class PageKeyForm(forms.Form):
    """The key of one of the pages that were found."""

    page_key = forms.CharField(max_length=60, error_messages={"required": "Choose a page of the manual."})

from django.db import models


class Edition(models.Model):
    """One row: `code` is another one after every change of what readers may see of the manual.

    The database writes it, see `practice_wisdom.manual.editions`.
    """

    code = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.code

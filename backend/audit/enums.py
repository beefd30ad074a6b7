from django.db import models


class Verb(models.TextChoices):
    COLLECT = "COLLECT"
    CONSULT = "CONSULT"
    ALTER = "ALTER"
    DISCLOSE = "DISCLOSE"
    COMBINE = "COMBINE"
    ERASE = "ERASE"
    AUTH = "AUTH"
    ADMIN = "ADMIN"
    KEYS = "KEYS"


class Outcome(models.TextChoices):
    ALLOW = "ALLOW"
    DENY = "DENY"
